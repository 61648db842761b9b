/// Chooses what is relevant and unlike what is chosen already (Carbonell & Goldstein 1998, "The use of MMR, diversity-based
/// reranking for reordering documents and producing summaries", doi:10.1145/290941.291025).
package struct MaximalMarginalRelevance: Sendable {
    /// What being unlike the chosen ones weighs against relevance: 1 − λ of the paper, in [0, 1]; 0 for the order by
    /// score.
    package var diversity: Double

    /// - Precondition: `diversity` is in 0…1.
    package init(diversity: Double) {
        precondition((0...1).contains(diversity), "expected a diversity from 0 to 1, got \(diversity)")
        self.diversity = diversity
    }

    /// Chooses one after the other the candidate with the largest (1 − d) · score − d · similarity to the most similar one
    /// that is chosen; of equals the first.
    ///
    /// - Parameters:
    ///   - scores: Relevance, one a candidate; on the scale of the similarities for the weights to mean something.
    ///   - similarity: Of two candidates, by their places.
    /// - Returns: The places of the chosen ones in the order of choice: `count` of them, or all when there are fewer.
    /// - Complexity: O(candidates · `count`) similarities.
    package func selection(
        of count: Int,
        scores: [Double],
        similarity: (_ first: Int, _ second: Int) -> Double
    ) -> [Int] {
        var open = Array(scores.indices)
        var redundancies = [Double](repeating: 0, count: scores.count)
        var chosen: [Int] = []
        while chosen.count < count, !open.isEmpty {
            let values = open.map { (1 - diversity) * scores[$0] - diversity * redundancies[$0] }
            let best = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
            let next = open.remove(at: best)
            for place in open where diversity > 0 {
                let similarity = similarity(place, next)
                redundancies[place] = chosen.isEmpty ? similarity : max(redundancies[place], similarity)
            }
            chosen.append(next)
        }
        return chosen
    }
}
