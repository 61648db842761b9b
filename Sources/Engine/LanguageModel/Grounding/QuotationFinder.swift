/// Finds sentences that stand in a passage word for word, white space aside.
///
/// What quotes needs no comparison of words and meanings: where a sentence stands, it is supported.
package struct QuotationFinder: Sendable {
    /// A text with each run of white space as one space.
    private struct Line: Sendable {
        var bytes: [UInt8] = []
        /// The place of each byte in the text that it was made of.
        var offsets: [Int] = []

        init(_ text: String) {
            var isAfterSpace = true
            for (offset, byte) in text.utf8.enumerated() {
                let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
                if !isSpace || !isAfterSpace {
                    bytes.append(isSpace ? 0x20 : byte)
                    offsets.append(offset)
                }
                isAfterSpace = isSpace
            }
            if bytes.last == 0x20 {
                bytes.removeLast()
                offsets.removeLast()
            }
        }
    }

    private let passages: [Line]

    /// - Parameter passages: Numbered from 1 in this order.
    /// - Complexity: O(bytes).
    package init(passages: [String]) {
        self.passages = passages.map(Line.init)
    }

    /// Where a sentence stands, in every passage that has it; nil when none has.
    ///
    /// - Complexity: O(bytes of the passages) for sentences whose beginning is rare in them.
    package func verdict(on sentence: String) -> Verdict? {
        let wanted = Line(sentence).bytes
        guard !wanted.isEmpty else { return nil }
        let support = passages.enumerated().compactMap { index, passage in
            Self.place(of: wanted, in: passage).map { PassageSupport(number: index + 1, utf8Range: $0, score: 1) }
        }
        return support.isEmpty ? nil : Verdict(kind: .supported, score: 1, support: support)
    }

    private static func place(of wanted: [UInt8], in passage: Line) -> Range<Int>? {
        guard wanted.count <= passage.bytes.count else { return nil }
        for start in 0...(passage.bytes.count - wanted.count) where passage.bytes[start] == wanted[0] {
            if passage.bytes[start..<start + wanted.count].elementsEqual(wanted) {
                return passage.offsets[start]..<passage.offsets[start + wanted.count - 1] + 1
            }
        }
        return nil
    }
}
