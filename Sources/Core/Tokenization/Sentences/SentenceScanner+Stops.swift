extension SentenceScanner {
    /// A run of stops with the closing quotation marks and brackets among and behind it: `."`, `?!)`, `...`.
    private struct StopRun {
        var start: Int
        var end: Int
        var last: SentenceCharacter
        var periodCount = 0
        var hasCloser = false

        var isEllipsis: Bool { last == .ellipsis || periodCount > 1 }
    }

    /// Decides about the stop at an index.
    ///
    /// - Returns: Where to go on.
    mutating func endOfStop(at index: Int) -> Int {
        let run = stopRun(at: index)
        return endsSentence(run) ? endSentence(at: run.end) : run.end
    }

    private func stopRun(at index: Int) -> StopRun {
        var run = StopRun(start: index, end: index, last: .period)
        while run.end < text.count {
            let (character, end) = character(at: run.end)
            guard character.isStop || character == .closer else { break }
            if character.isStop {
                run.last = character
                run.periodCount += character == .period ? 1 : 0
            } else {
                run.hasCloser = true
            }
            run.end = end
        }
        run.end = endOfReference(at: run.end)
        return run
    }

    /// Skips a reference number that stands right behind the stop: "as shown.[12] The next".
    private func endOfReference(at index: Int) -> Int {
        guard index < text.count, text[index] == UInt8(ascii: "[") else { return index }
        var end = index + 1
        while end < text.count, end - index < 12, isReference(text[end]) { end += 1 }
        return end > index + 1 && end < text.count && text[end] == UInt8(ascii: "]") ? end + 1 : index
    }

    private func isReference(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "-")
    }

    private func endsSentence(_ run: StopRun) -> Bool {
        if run.last == .fullStop || run.end == text.count { return true }
        guard isBoundary(at: run.end, after: run.last) else { return false }
        let next = SentenceContinuation(in: self, from: run.end)
        switch next.character {
        case .newline: return true
        case .comma: return false
        case .lowercase: return run.last == .mark && !run.hasCloser
        case let character where character.isStop: return false
        default: return run.last == .mark || run.isEllipsis || !isAbbreviation(before: run.start, next)
        }
    }

    /// Whether a sentence may end here: at white space, or between "!" and a script that writes none.
    private func isBoundary(at index: Int, after stop: SentenceCharacter) -> Bool {
        let character = character(at: index).character
        return character.isWhitespace || stop == .mark && character == .letter
    }
}
