import Ranking

extension [Passage] {
    /// The passages that a question's answer is made from.
    ///
    /// Near-duplicates of better passages come last, so that their places go to the next best that say something else;
    /// with a diversity over 0 the others are chosen by maximal marginal relevance as well. Never more than `count`, and
    /// fewer only when there are fewer.
    ///
    /// - Parameters:
    ///   - count: At least 1.
    ///   - diversity: From 0 to 1.
    /// - Precondition: Best first by the score after reranking; all over the threshold.
    /// - Returns: Best first.
    /// - Complexity: O(bytes of the passages that are looked at); CPU heavy for more than some hundred.
    package func selected(_ count: Int, diversity: Double = 0) -> [Passage] {
        DistinctSelection.places(
            count,
            texts: map(\.text),
            scores: map(\.scores.rerank),
            diversity: diversity
        ).map { self[$0] }
    }
}
