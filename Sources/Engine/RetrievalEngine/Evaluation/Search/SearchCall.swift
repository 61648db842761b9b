import VectorIndex

/// One call of the index, which searches a batch of queries, and the time it took.
struct SearchCall: Sendable {
    var duration: Duration
    var results: [SearchResult]

    init(_ search: () throws -> [SearchResult]) rethrows {
        let start = ContinuousClock.now
        results = try search()
        duration = ContinuousClock.now - start
    }
}

extension [SearchCall] {
    /// The milliseconds that so many in a hundred calls took at most.
    ///
    /// - Precondition: There are calls.
    func percentile(_ percent: Int) -> Double {
        map(\.duration.milliseconds).percentile(percent)
    }

    var queriesPerSecond: Double {
        let queryCount = reduce(0) { $0 + $1.results.count }
        return Double(queryCount) * 1e3 / reduce(0) { $0 + $1.duration.milliseconds }
    }
}
