import Tokenization

/// The statements of a text: its sentences, and where cells of a table stand in one, its lines.
enum Statements {
    /// Ranges of the text's UTF-8, in order.
    ///
    /// - Complexity: O(bytes).
    static func ranges(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        return SentenceSegmenter().sentences(in: text).flatMap { range -> [Range<Int>] in
            let lines = bytes[range].split(separator: UInt8(ascii: "\n"))
            let isTable = lines.contains { $0.contains(UInt8(ascii: "|")) }
            return isTable ? lines.map { $0.startIndex..<$0.endIndex } : [range]
        }
    }

    /// The text at a range of UTF-8 offsets, which must lie between characters' encodings.
    static func text(at range: Range<Int>, in text: String) -> String {
        let start = text.utf8.index(text.utf8.startIndex, offsetBy: range.lowerBound)
        let end = text.utf8.index(start, offsetBy: range.count)
        return String(text[start..<end])
    }
}
