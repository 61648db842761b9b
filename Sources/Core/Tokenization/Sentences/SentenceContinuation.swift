/// What follows a possible end of a sentence.
struct SentenceContinuation {
    /// The first letter, digit, stop or comma behind white space and opening punctuation; `newline` when there is none in
    /// this paragraph.
    let character: SentenceCharacter
    /// The first word, lower-cased, if it is of ASCII letters and not longer than the words of the lists.
    let word: String
    /// Whether the word is one letter with a period, such as an initial.
    let isInitial: Bool

    /// - Complexity: O(bytes up to the next letter, digit or stop).
    init(in scanner: SentenceScanner, from index: Int) {
        let start: Int
        (character, start) = Self.first(in: scanner, from: index)
        let text = scanner.text
        var end = start
        while end < text.count, end - start < Abbreviations.maximumLength, Self.isLetter(text[end]) { end += 1 }
        word = String(decoding: text[start..<end], as: UTF8.self).lowercased()
        isInitial = end == start + 1 && end < text.count && text[end] == UInt8(ascii: ".")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func first(in scanner: SentenceScanner, from start: Int) -> (SentenceCharacter, Int) {
        var index = start
        var newlineCount = 0
        var isInsideLine = false
        while index < scanner.text.count {
            let (character, end) = scanner.character(at: index)
            switch character {
            case .newline:
                newlineCount += scanner.isSecondHalfOfLineEnd(index) ? 0 : 1
                if newlineCount > 1 || isInsideLine { return (.newline, index) }
            case .space:
                break
            case .closer, .other:
                isInsideLine = true
            default:
                return (character, index)
            }
            index = end
        }
        return (.newline, index)
    }
}
