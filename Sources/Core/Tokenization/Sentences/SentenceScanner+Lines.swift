extension SentenceScanner {
    /// Decides about the line break at an index.
    ///
    /// - Returns: Where to go on.
    mutating func endOfLine(at index: Int) -> Int {
        let (next, isBlank) = nextLine(after: index)
        let isTitle = isHeading(lineStart..<index) || isTitle(lineStart..<index, next: next)
        isFirstLineOfBlock = isBlank || isTitle
        defer { lineStart = next }
        guard isBlank || isTitle || startsListItem(at: next) else { return next }
        return endSentence(at: index)
    }

    /// The first index behind the white space that follows a line break, and whether there was a blank line, a form feed
    /// or a paragraph separator in it.
    private func nextLine(after newline: Int) -> (start: Int, isBlank: Bool) {
        var index = newline
        var newlineCount = 0
        while index < text.count {
            let (scalar, end) = text.span.scalar(at: index)
            let character = SentenceCharacter(scalar)
            guard character.isWhitespace else { break }
            if character == .newline, !isSecondHalfOfLineEnd(index) {
                newlineCount += scalar == 0x0C || scalar == 0x2029 ? 2 : 1
            }
            index = end
        }
        return (index, newlineCount > 1)
    }

    /// Whether the byte is the LF of CR LF.
    func isSecondHalfOfLineEnd(_ index: Int) -> Bool {
        text[index] == 0x0A && index > 0 && text[index - 1] == 0x0D
    }

    /// A line of Markdown that starts with "#".
    private func isHeading(_ line: Range<Int>) -> Bool {
        guard line.lowerBound == start, let first = line.first else { return false }
        return text[first] == UInt8(ascii: "#")
    }

    /// The first line of a block, alone in its sentence, short, without a stop, with a capital on every longer word; and
    /// the next line does not go on in lower case.
    private func isTitle(_ line: Range<Int>, next: Int) -> Bool {
        let maximumLength = 80
        guard isFirstLineOfBlock, line.lowerBound == start, line.count <= maximumLength else { return false }
        let words = text[line].split { $0 == 0x20 || $0 == 0x09 }
        guard let first = words.first, let last = words.last?.last, words.count <= 10 else { return false }
        guard last != UInt8(ascii: ","), last != UInt8(ascii: ";"), last != UInt8(ascii: "-") else { return false }
        guard firstCharacter(of: first) == .uppercase || words.count > 1 && firstCharacter(of: first) == .digit else {
            return false
        }
        let isCapitalized = words.allSatisfy { $0.count < 4 || firstCharacter(of: $0) != .lowercase }
        return isCapitalized && SentenceContinuation(in: self, from: next).character != .lowercase
    }

    private func firstCharacter(of word: ArraySlice<UInt8>) -> SentenceCharacter {
        character(at: word.startIndex).character
    }

    /// "- ", "* ", "• ", "1. ", "2) ", "(a) ", "# ", "| ".
    private func startsListItem(at index: Int) -> Bool {
        let head = text[index...].prefix(8)
        if let bullet = text[index...].first.map({ _ in text.span.scalar(at: index) }), Self.isBullet(bullet.scalar) {
            return bullet.end < text.count && (text[bullet.end] == 0x20 || text[bullet.end] == 0x09)
        }
        if head.first == UInt8(ascii: "#") || head.first == UInt8(ascii: "|") { return true }
        let isParenthesized = head.first == UInt8(ascii: "(")
        let label = head.dropFirst(isParenthesized ? 1 : 0).prefix { Self.isAlphanumeric($0) }
        guard (1...3).contains(label.count), label.endIndex + 1 < head.endIndex else { return false }
        guard text[label.endIndex + 1] == 0x20 else { return false }
        let isNumber = label.allSatisfy { $0 < UInt8(ascii: "A") }
        switch text[label.endIndex] {
        case UInt8(ascii: ")"): return isParenthesized || isNumber || label.count == 1
        case UInt8(ascii: "."): return !isParenthesized && isNumber
        default: return false
        }
    }

    private static func isBullet(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x2A, 0x2B, 0x2D, 0xB7, 0x2013, 0x2014, 0x2022, 0x2023, 0x2043, 0x25AA, 0x25CF, 0x25E6: true
        default: false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }
}
