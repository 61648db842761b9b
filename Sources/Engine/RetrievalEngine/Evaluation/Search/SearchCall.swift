import VectorIndex

/// One call of the index, which searches a batch of queries, and the time it took.
struct SearchCall: Sendable {
    var duration: Duration
    var neighbors: [[Neighbor]]

    init(_ search: () throws -> [[Neighbor]]) rethrows {
        let start = ContinuousClock.now
        neighbors = try search()
        duration = ContinuousClock.now - start
    }
}

extension [SearchCall] {
    /// The milliseconds that so many in a hundred calls took at most.
    ///
    /// - Precondition: There are calls.
    func percentile(_ percent: Int) -> Double {
        let sorted = map(\.duration.milliseconds).sorted()
        // The median is the higher one of two.
        return sorted[percent == 50 ? count / 2 : (count - 1) * percent / 100]
    }

    var queriesPerSecond: Double {
        let queryCount = reduce(0) { $0 + $1.neighbors.count }
        return Double(queryCount) * 1e3 / reduce(0) { $0 + $1.duration.milliseconds }
    }
}
