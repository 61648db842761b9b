/// Something found, with the score by which it is ranked; larger is better.
package struct Scored<ID: Hashable & Comparable & Sendable>: Sendable, Equatable {
    package var id: ID
    package var score: Double

    package init(id: ID, score: Double) {
        self.id = id
        self.score = score
    }

    /// The one order of results in this project: score descending, equal scores by id ascending.
    package static func precedes(_ first: Self, _ second: Self) -> Bool {
        first.score == second.score ? first.id < second.id : first.score > second.score
    }
}

extension Sequence {
    /// The best results in order (`Scored.precedes`): at most `count`, each with at least `minimumScore`.
    ///
    /// Exact and inclusive: a score equal to the minimum stays, and no fewer than `count` come back when that many
    /// qualify. A score that is not a number never qualifies.
    ///
    /// - Parameter count: Zero or less gives nothing.
    /// - Complexity: O(*n* log *n*).
    package func best<ID>(_ count: Int, minimumScore: Double = -.infinity) -> [Scored<ID>]
    where Element == Scored<ID> {
        Array(filter { $0.score >= minimumScore }.sorted(by: Scored.precedes).prefix(Swift.max(0, count)))
    }
}
