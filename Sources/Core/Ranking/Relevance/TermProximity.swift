/// How many of the query's neighbouring terms stand near each other in a chunk.
///
/// Texts that answer a question repeat its phrases, not only its words: ordered pairs carry most of what dependence
/// between terms adds to a ranking (Metzler & Croft 2005, doi:10.1145/1076034.1076115). A pair counts where its second
/// term stands 1 to `maximumDistance` tokens behind the first, with the smaller of the two terms' weights.
package struct TermProximity: Sendable, Hashable {
    /// The most tokens from one term to the next.
    package static let maximumDistance = 3

    /// A place where a chunk holds a term.
    package struct Occurrence: Sendable, Hashable {
        /// The place of the term in the query.
        package var term: Int
        /// The place in the chunk, in tokens.
        package var position: Int

        package init(term: Int, position: Int) {
            self.term = term
            self.position = position
        }
    }

    private let pairWeights: [Double]

    /// - Parameter weights: Of the query's terms, in its order; not negative.
    package init(weights: [Double]) {
        pairWeights = zip(weights, weights.dropFirst()).map(min)
    }

    /// The share of the weight of all pairs that those have which stand together; 0 for a query of one term.
    ///
    /// - Parameter occurrences: In any order. Those of terms that the query does not have are passed over.
    /// - Complexity: O(*n* log *n*).
    package func share(_ occurrences: [Occurrence]) -> Double {
        let total = pairWeights.reduce(0, +)
        guard total > 0 else { return 0 }
        let positions = Dictionary(grouping: occurrences, by: \.term).mapValues { Set($0.map(\.position)) }
        var found = 0.0
        for (term, weight) in pairWeights.enumerated() {
            guard let first = positions[term], let second = positions[term + 1] else { continue }
            if first.contains(where: { place in (1...Self.maximumDistance).contains { second.contains(place + $0) } }) {
                found += weight
            }
        }
        return found / total
    }
}
