extension SentenceScanner {
    /// Whether the period at an index belongs to the word before it and does not end the sentence.
    func isAbbreviation(before period: Int, _ next: SentenceContinuation) -> Bool {
        let wordStart = startOfWord(before: period)
        guard wordStart < period else { return false }
        let word = String(decoding: text[wordStart..<period], as: UTF8.self).lowercased()
        if isNumber(wordStart..<period) {
            return isEnumerator(wordStart..<period) || Abbreviations.afterOrdinal.contains(next.word)
        }
        if Abbreviations.always.contains(word) { return true }
        if Abbreviations.beforeNumber.contains(word), next.character == .digit { return true }
        if isSingleScalar(wordStart..<period) { return isInitial(at: wordStart, next) }
        let isCandidate = Abbreviations.often.contains(word) || hasShortParts(word)
        return isCandidate && !Abbreviations.starters.contains(next.word)
    }

    /// A number at the very start: "2. Methods", "3.1. Data".
    private func isEnumerator(_ number: Range<Int>) -> Bool {
        number.lowerBound == start && number.count <= 6
    }

    private func startOfWord(before end: Int) -> Int {
        var index = end
        while index > start, end - index < Abbreviations.maximumLength {
            let previous = startOfScalar(before: index)
            switch character(at: previous).character {
            case .lowercase, .uppercase, .letter, .digit, .period: index = previous
            default: return index
            }
        }
        return index
    }

    /// Digits and periods: "3", "2.1".
    private func isNumber(_ range: Range<Int>) -> Bool {
        text[range].allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    }

    private func isSingleScalar(_ range: Range<Int>) -> Bool {
        text.span.scalar(at: range.lowerBound).end == range.upperBound
    }

    /// A capital in a name ("J. Smith"), one letter of several ("z. B."), or an enumerator ("a. First").
    private func isInitial(at index: Int, _ next: SentenceContinuation) -> Bool {
        if index == start || next.isInitial { return true }
        return character(at: index).character == .uppercase && !Abbreviations.starters.contains(next.word)
    }

    /// Several parts of one or two letters: "u.s", "ph.d", "a.m", but not "example.com".
    private func hasShortParts(_ word: String) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.allSatisfy { (1...2).contains($0.unicodeScalars.count) }
    }
}
