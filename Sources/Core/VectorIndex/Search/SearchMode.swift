/// How a search trades time for completeness.
package enum SearchMode: Sendable, Equatable {
    /// The result of scoring every vector.
    case exact
    /// Of the exact result, this share on average: rows are left out that hardly belong to it. More than 0, less than 1.
    ///
    /// The scores of what is found are exact. Indexes of a few ten thousand vectors, and vectors that came lately, are
    /// searched exactly all the same.
    case fast(recall: Double)
}

/// What a search found.
package struct SearchResult: Sendable, Equatable {
    /// Best first, ties by the lower id.
    package var neighbors: [Neighbor]
    /// The share of the exact result that is expected among them: 1 for an exact search, and otherwise what was measured
    /// on vectors of the index itself, when its partition was trained, for this or the next lower target that was
    /// measured.
    package var expectedRecall: Double
}
