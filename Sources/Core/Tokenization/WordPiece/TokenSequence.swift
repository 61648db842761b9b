/// The token ids of a text, or of a pair of texts, with the special ones, as a model reads them.
package struct TokenSequence: Sendable, Equatable {
    package var tokenIDs: [Int32]
    /// The first token of segment 1, the second text; `tokenIDs.count` if all tokens belong to segment 0.
    package var secondSegmentStart: Int

    /// A sequence of segment 0 alone.
    package init(_ tokenIDs: [Int32]) {
        self.init(tokenIDs, secondSegmentStart: tokenIDs.count)
    }

    /// - Precondition: `secondSegmentStart` is from 0 to `tokenIDs.count`.
    package init(_ tokenIDs: [Int32], secondSegmentStart: Int) {
        precondition(
            (0...tokenIDs.count).contains(secondSegmentStart),
            "segment 1 from token \(secondSegmentStart) on, of \(tokenIDs.count)"
        )
        self.tokenIDs = tokenIDs
        self.secondSegmentStart = secondSegmentStart
    }

    package var count: Int { tokenIDs.count }
}
