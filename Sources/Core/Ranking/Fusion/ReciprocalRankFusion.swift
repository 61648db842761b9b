/// Merges rankings by the ranks alone, so that their scores need no common scale.
///
/// score(d) = Σ over rankings of weight / (k + rank(d)), rank from 1 (Cormack, Clarke & Buettcher 2009,
/// doi:10.1145/1571941.1572114).
package struct ReciprocalRankFusion: Sendable {
    /// The paper's *k*: how little the first ranks stand out. 60 there, chosen on TREC data.
    package var rankConstant: Double

    /// - Precondition: `rankConstant` is not negative.
    package init(rankConstant: Double = 60) {
        precondition(rankConstant >= 0, "the rank constant \(rankConstant) is negative")
        self.rankConstant = rankConstant
    }

    /// Every id of the rankings with its fused score, in the order of `Scored.precedes`.
    ///
    /// - Parameters:
    ///   - rankings: Each with its best id first; an id that one repeats counts there once, at its first place.
    ///   - weights: One for each ranking; all 1 when nil.
    /// - Precondition: `weights` has as many elements as `rankings`.
    /// - Complexity: O(*n* log *n*) in the number of ids.
    package func fused<ID>(_ rankings: [[ID]], weights: [Double]? = nil) -> [Scored<ID>] {
        let weights = weights ?? Array(repeating: 1, count: rankings.count)
        precondition(weights.count == rankings.count, "\(weights.count) weights for \(rankings.count) rankings")
        var scores: [ID: Double] = [:]
        for (ranking, weight) in zip(rankings, weights) {
            var seen: Set<ID> = []
            for (position, id) in ranking.enumerated() where seen.insert(id).inserted {
                scores[id, default: 0] += weight / (rankConstant + Double(position + 1))
            }
        }
        return scores.map { Scored(id: $0.key, score: $0.value) }.sorted(by: Scored.precedes)
    }
}
