/// A text cut into windows of as many tokens each, wherever that cuts: what better ways of cutting are compared with.
package struct TokenWindows: Sendable {
    package struct Window: Sendable, Equatable {
        package var text: String
        package var utf8Range: Range<Int>
        /// In Unicode scalars.
        package var scalarRange: Range<Int>
    }

    /// In order; the last may be shorter.
    package let windows: [Window]

    /// - Parameters:
    ///   - tokens: The places of the text's tokens in its UTF-8, their ends ascending, each on the border of a character.
    ///   - count: Tokens of a window.
    ///   - overlap: Tokens that a window has in common with the one before it.
    /// - Precondition: 0 ≤ `overlap` < `count`.
    /// - Complexity: O(length of the text + length of the windows).
    package init(of text: String, tokens: [Range<Int>], count: Int, overlap: Int) {
        precondition((0..<count).contains(overlap), "windows of \(count) tokens with an overlap of \(overlap)")
        let bytes = Array(text.utf8)
        // How many scalars begin before each byte.
        var scalarCounts = [0]
        scalarCounts.reserveCapacity(bytes.count + 1)
        for byte in bytes {
            scalarCounts.append(scalarCounts[scalarCounts.count - 1] + (UTF8.isContinuation(byte) ? 0 : 1))
        }
        var windows: [Window] = []
        var start = 0
        while start < tokens.count {
            let end = min(start + count, tokens.count)
            let range = tokens[start].lowerBound..<tokens[end - 1].upperBound
            windows.append(
                Window(
                    text: String(decoding: bytes[range], as: UTF8.self),
                    utf8Range: range,
                    scalarRange: scalarCounts[range.lowerBound]..<scalarCounts[range.upperBound]
                )
            )
            start = end == tokens.count ? end : end - overlap
        }
        self.windows = windows
    }
}
