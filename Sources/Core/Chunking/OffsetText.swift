/// A text that is addressed by UTF-8 offsets.
///
/// Strings made in Swift are stored as UTF-8, so that an offset becomes an index in constant time.
struct OffsetText {
    let text: String
    let utf8Count: Int

    init(_ text: String) {
        self.text = text
        utf8Count = text.utf8.count
    }

    subscript(range: Range<Int>) -> Substring {
        text[index(range.lowerBound)..<index(range.upperBound)]
    }

    func range(of slice: Substring) -> Range<Int> {
        offset(of: slice.startIndex)..<offset(of: slice.endIndex)
    }

    /// The start of the character that an offset points into; offsets outside the text are moved to its ends.
    func characterStart(at offset: Int) -> Int {
        guard offset > 0, offset < utf8Count else { return min(max(0, offset), utf8Count) }
        return self.offset(of: text.index(before: text.index(after: index(offset))))
    }

    /// The range without white space at its ends; nil when nothing is left.
    func trimmed(_ range: Range<Int>) -> Range<Int>? {
        let slice = self[range]
        guard let first = slice.firstIndex(where: { !$0.isBlank }), let last = slice.lastIndex(where: { !$0.isBlank })
        else { return nil }
        return offset(of: first)..<offset(of: slice.index(after: last))
    }

    private func index(_ offset: Int) -> String.Index {
        text.utf8.index(text.startIndex, offsetBy: offset)
    }

    private func offset(of index: String.Index) -> Int {
        text.utf8.distance(from: text.startIndex, to: index)
    }
}

extension Character {
    /// Whether it is white space and nothing else: a space that carries an accent is not.
    var isBlank: Bool {
        unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
}
