/// The two stages of a search: how many candidates of what score are fetched, and how many of what score are answered
/// from.
///
/// Scores are on the scale of `ScoreCalibration`, [0, 1]; minima are inclusive. The defaults are CriaBot's.
package struct RetrievalThresholds: Sendable, Equatable {
    /// The most candidates that the search of one collection returns.
    package var topK: Int
    /// The least search score of a candidate.
    package var minK: Double
    /// The most passages that are left after ranking again.
    package var topN: Int
    /// The least final score of a passage.
    package var minN: Double

    package init(topK: Int = 10, minK: Double = 0.5, topN: Int = 3, minN: Double = 0.7) {
        self.topK = topK
        self.minK = minK
        self.topN = topN
        self.minN = minN
    }

    /// The first stage: the best `topK` with at least `minK`.
    package func candidates<ID>(of found: some Sequence<Scored<ID>>) -> [Scored<ID>] {
        found.best(topK, minimumScore: minK)
    }

    /// The second stage: the best `topN` with at least `minN`.
    package func selection<ID>(of reranked: some Sequence<Scored<ID>>) -> [Scored<ID>] {
        reranked.best(topN, minimumScore: minN)
    }
}
