import Synchronization
internal import VectorKernels

extension VectorIndexSnapshot {
    /// The vectors with the highest inner products with a query, best first, ties by the lower id.
    ///
    /// Exact: the result is that of scoring every vector with `VectorMath.dot` and sorting, though most vectors are ruled
    /// out by their codes of four bits a value. If k allowed vectors reach the minimum score, the result has k.
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
        let codes = CodeQuery(query.span, longest: plan.slices.map(\.maximumNorm).max() ?? 0)
        let search = Mutex((best: empty, deferred: [DeferredRow]()))
        forEachItem(of: plan, itemsPerSlice: 1, scoresPerRow: 1) { number, _ in
            var scan = SliceScan(plan.slices[number], number: number, codes: codes, best: search.withLock { $0.best })
            scan.run(query.span)
            search.withLock { search in
                search.best.merge(scan.best)
                search.deferred += scan.deferred
            }
        }
        let (best, deferred) = search.withLock { $0 }
        return scored(deferred, of: plan, query, best: best).neighbors
    }

    /// The best with the deferred rows of a scan among them.
    private func scored(_ deferred: [DeferredRow], of plan: ScanPlan, _ query: [Float], best: TopK) -> TopK {
        // The likeliest first: the others may then be ruled out unread.
        let rows = deferred.filter { $0.bound >= best.threshold }.sorted { $0.bound > $1.bound }
        let shared = Mutex(best)
        let body = { @Sendable (part: Int) in
            let first = shared.withLock { $0 }
            var best = TopK(capacity: first.capacity, minimumScore: first.threshold)
            for row in rows[part * Self.deferredPartCount..<min((part + 1) * Self.deferredPartCount, rows.count)]
            where row.bound >= best.threshold {
                plan.slices[Int(row.slice)].score(Int(row.row), query.span, into: &best)
            }
            shared.withLock { $0.merge(best) }
        }
        let partCount = (rows.count + Self.deferredPartCount - 1) / Self.deferredPartCount
        if rows.count * dimension >= Self.parallelThreshold / 4 {
            pool.forEach(count: partCount, body)
        } else {
            for part in 0..<partCount { body(part) }
        }
        return shared.withLock { $0 }
    }

    /// Deferred rows that one thread scores before it tells the others what it has found.
    private static let deferredPartCount = 128

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
        return max(valueCount / dimension, 64) & ~15
    }

    /// Calls `body` with the number of every slice and every number of an item below `itemsPerSlice`, on several threads if there is
    /// work enough for them.
    func forEachItem(
        of plan: ScanPlan,
        itemsPerSlice: Int,
        scoresPerRow: Int,
        _ body: @Sendable (_ slice: Int, _ item: Int) -> Void
    ) {
        let count = plan.slices.count * itemsPerSlice
        if plan.rowCount * dimension * scoresPerRow >= Self.parallelThreshold {
            pool.forEach(count: count) { body($0 / itemsPerSlice, $0 % itemsPerSlice) }
        } else {
            for index in 0..<count {
                body(index / itemsPerSlice, index % itemsPerSlice)
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
