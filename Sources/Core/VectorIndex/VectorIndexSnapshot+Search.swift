import Synchronization
internal import VectorKernels

extension VectorIndexSnapshot {
    /// The vectors with the highest inner products with a query, best first, ties by the lower id.
    ///
    /// Exact: the result is that of scoring every vector with `VectorMath.dot` and sorting. If k allowed vectors reach
    /// the minimum score, the result has k.
    ///
    /// - Parameters:
    ///   - query: `dimension` finite values, no longer than `VectorIndex.maximumNorm`.
    ///   - k: The most vectors to find; 0 finds none, more than there are finds all.
    ///   - minimumScore: Inclusive.
    ///   - filter: The ids that may be found; nil for all.
    /// - Precondition: `k` is not negative.
    /// - Complexity: O(`count` · `dimension`), with a filter O(allowed vectors · `dimension`). Blocks the calling thread
    ///   and uses the pool's others: keep it off Swift's cooperative threads.
    package func neighbors(
        of query: [Float],
        count k: Int,
        minimumScore: Float = -.infinity,
        filter: IndexFilter? = nil
    ) throws(VectorIndexError) -> [Neighbor] {
        guard query.count == dimension else {
            throw .wrongDimension(expected: dimension, found: query.count)
        }
        _ = try CheckedRows(query.span, dimension: dimension)
        let empty = try emptySelection(count: k, minimumScore: minimumScore)
        guard empty.capacity > 0 else { return [] }
        let plan = ScanPlan(self, filter: filter, sliceRowCount: sliceRowCount)
        let best = Mutex(empty)
        forEachItem(of: plan, itemsPerSlice: 1, scoresPerRow: 1) { slice, _ in
            var sliceBest = TopK(capacity: empty.capacity, minimumScore: best.withLock { $0.threshold })
            slice.scan(query.span, into: &sliceBest)
            best.withLock { $0.merge(sliceBest) }
        }
        return best.withLock { $0.neighbors }
    }

    /// The selection that a search for `k` vectors starts with.
    func emptySelection(count k: Int, minimumScore: Float) throws(VectorIndexError) -> TopK {
        precondition(k >= 0, "a search for \(k) vectors")
        guard !minimumScore.isNaN else { throw .minimumScoreIsNaN }
        return TopK(capacity: min(k, count), minimumScore: minimumScore)
    }

    /// Rows a slice: enough slices to share out evenly, but none so short that locks take a notable part of the time,
    /// and none longer than a few megabytes, so that scores reached by one thread soon help the others.
    private var sliceRowCount: Int {
        let valueCount = min(max(count * dimension / 16, 1 << 16), 1 << 20)
        return max(valueCount / dimension, 64)
    }

    /// Calls `body` with every slice and every number of an item below `itemsPerSlice`, on several threads if there is
    /// work enough for them.
    func forEachItem(
        of plan: ScanPlan,
        itemsPerSlice: Int,
        scoresPerRow: Int,
        _ body: @Sendable (_ slice: ScanPlan.Slice, _ item: Int) -> Void
    ) {
        let count = plan.slices.count * itemsPerSlice
        if plan.rowCount * dimension * scoresPerRow >= Self.parallelThreshold {
            pool.forEach(count: count) { body(plan.slices[$0 / itemsPerSlice], $0 % itemsPerSlice) }
        } else {
            for index in 0..<count {
                body(plan.slices[index / itemsPerSlice], index % itemsPerSlice)
            }
        }
    }

    /// The number of multiplications under which waking another thread takes longer than it saves.
    private static let parallelThreshold = 1 << 20
}

extension TopK {
    /// What was selected, best first.
    var neighbors: [Neighbor] {
        sorted().map { Neighbor(id: $0.id, score: $0.score) }
    }
}
