/// Puts the wrapped lines of a paragraph together again.
struct LineJoiner {
    /// Words of the document, with their punctuation, by which a hyphen at a line's end is judged.
    let vocabulary: Set<Substring>

    /// One paragraph's lines as text.
    ///
    /// A line that is about as long as the others is taken to be wrapped and gets a space; a shorter one keeps its
    /// line end, as in addresses, headings and lists. Lines of a table keep theirs too.
    func joined(_ lines: [String]) -> String {
        let lines = lines.map { $0.trimmingSpaces() }
        // Not the longest: a line that took the rest of a hyphenated word stands out.
        let width = lines.map(\.count).sorted()[lines.count * 3 / 4]
        var text = lines.first.map { String($0) } ?? ""
        for (line, next) in zip(lines, lines.dropFirst()) {
            if let word = rejoinedWord(line, next) {
                text.removeLast(line.lastWord.count)
                text += word + next.dropFirst(next.firstWord.count)
            } else if isWrapped(line, before: next, width: width) {
                text += Self.needsSpace(line, next) ? " " + next : next
            } else {
                text += "\n" + next
            }
        }
        return text
    }

    private func isWrapped(_ line: Substring, before next: Substring, width: Int) -> Bool {
        if width < 40 || line.contains("  ") || next.contains("  ") || Self.startsItem(next) { return false }
        let goesOn = next.first?.isLowercase == true && !(line.last.map { ".:;!?".contains($0) } ?? true)
        return line.count * 10 >= width * (goesOn ? 5 : 7)
    }

    /// The word that a hyphen at the end of `line` cuts in two; nil when none does.
    ///
    /// The hyphen goes unless the word is found with it elsewhere and not without it ("well-known").
    private func rejoinedWord(_ line: Substring, _ next: Substring) -> String? {
        let last = line.lastWord
        guard last.count >= 2, let hyphen = last.last, "-\u{2010}".contains(hyphen),
            last.dropLast().last?.isLetter == true, next.first?.isLowercase == true, !next.contains("  ")
        else { return nil }
        let joined = last.dropLast() + next.firstWord
        let hyphenated = last.dropLast() + "-" + next.firstWord
        let keepsHyphen = vocabulary.contains(hyphenated[...]) && !vocabulary.contains(joined[...])
        return String(keepsHyphen ? hyphenated : joined)
    }

    /// Chinese and Japanese are written without spaces.
    private static func needsSpace(_ line: Substring, _ next: Substring) -> Bool {
        guard let last = line.unicodeScalars.last, let first = next.unicodeScalars.first else { return false }
        return !(isUnspaced(last) && isUnspaced(first))
    }

    private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E80...0xABFF, 0xF900...0xFAFF, 0xFF00...0xFFEF: true
        default: false
        }
    }

    /// Bullets, dashes, and numbers or letters followed by a point or a parenthesis.
    private static func startsItem(_ line: Substring) -> Bool {
        guard let first = line.first else { return false }
        if "•◦▪●○■□–—*‣·".contains(first) { return true }
        if first == "-" { return line.dropFirst().first == " " }
        return line.prefixMatch(of: #/\(?([0-9]{1,3}|[A-Za-z])[.)]\x20/#) != nil
    }
}

extension String {
    /// Without spaces at either end.
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

extension Substring {
    fileprivate var lastWord: Substring {
        lastIndex(of: " ").map { self[index(after: $0)...] } ?? self
    }

    fileprivate var firstWord: Substring {
        prefix { $0 != " " }
    }
}
