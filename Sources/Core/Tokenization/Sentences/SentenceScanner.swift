/// One pass over a text that collects its sentences.
struct SentenceScanner {
    let text: [UInt8]
    private(set) var sentences: [Range<Int>] = []
    /// Where the sentence at hand begins, behind white space.
    private(set) var start = 0
    /// Where the line at hand begins.
    var lineStart = 0
    /// Whether the line at hand is the first of the text, or follows a blank line or a heading.
    var isFirstLineOfBlock = true

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    mutating func scan() {
        skipSpace()
        var index = start
        while index < text.count {
            let (character, end) = character(at: index)
            if character.isStop {
                index = endOfStop(at: index)
            } else if character == .newline {
                index = endOfLine(at: index)
            } else {
                index = end
            }
        }
        endSentence(at: text.count)
    }

    /// Ends the sentence at hand, and begins the next behind the white space that follows.
    ///
    /// - Returns: Where the next one begins.
    @discardableResult
    mutating func endSentence(at end: Int) -> Int {
        var last = end
        while last > start {
            let previous = startOfScalar(before: last)
            guard character(at: previous).character.isWhitespace else { break }
            last = previous
        }
        if last > start { sentences.append(start..<last) }
        start = end
        skipSpace()
        return start
    }

    private mutating func skipSpace() {
        while start < text.count {
            let (character, end) = character(at: start)
            guard character.isWhitespace else { return }
            if character == .newline { lineStart = end }
            start = end
        }
    }

    @inline(__always)
    func character(at index: Int) -> (character: SentenceCharacter, end: Int) {
        let (scalar, end) = text.span.scalar(at: index)
        return (SentenceCharacter(scalar), end)
    }

    /// The index of the scalar that ends before an index greater than 0.
    func startOfScalar(before index: Int) -> Int {
        var start = index - 1
        while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }
}
