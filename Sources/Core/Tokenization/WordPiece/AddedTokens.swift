/// The tokens that are recognised in the text itself, before normalisation: "[CLS]", "[MASK]" and so on.
///
/// As in the reference, the leftmost match wins, then the longest, and upper and lower case differ.
struct AddedTokens: Sendable {
    private struct Entry {
        var bytes: [UInt8]
        var id: Int32
    }

    /// Longest first.
    private let entries: [Entry]
    private let isFirstByte: [Bool]

    /// - Parameter tokens: Their UTF-8, not empty, and ids.
    init(_ tokens: [(bytes: [UInt8], id: Int32)]) {
        entries = tokens.map { Entry(bytes: $0.bytes, id: $0.id) }.sorted { $0.bytes.count > $1.bytes.count }
        var isFirstByte = [Bool](repeating: false, count: 256)
        for entry in entries { isFirstByte[Int(entry.bytes[0])] = true }
        self.isFirstByte = isFirstByte
    }

    /// The first of the tokens in `text[start...]`.
    ///
    /// - Complexity: O(bytes · tokens) at worst, O(bytes) where their first bytes are rare.
    func firstMatch(in text: Span<UInt8>, from start: Int) -> (id: Int32, range: Range<Int>)? {
        let isFirstByte = isFirstByte.span
        for index in start..<text.count where isFirstByte[Int(text[index])] {
            if let entry = entries.first(where: { Self.matches($0.bytes, text, at: index) }) {
                return (entry.id, index..<index + entry.bytes.count)
            }
        }
        return nil
    }

    private static func matches(_ bytes: [UInt8], _ text: Span<UInt8>, at start: Int) -> Bool {
        guard bytes.count <= text.count - start else { return false }
        return bytes.indices.allSatisfy { bytes[$0] == text[start + $0] }
    }
}
