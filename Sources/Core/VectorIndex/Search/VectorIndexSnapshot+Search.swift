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
        let plan = ScanPlan(sealed + [tail], filter: filter, sliceRowCount: sliceRowCount, pool: pool)
        let findings = Mutex(Findings(best: empty))
        scan(plan, query, findings)
        return best(of: findings.withLock { $0 }, in: plan.slices, query).neighbors
    }

    /// Looks at every row of a plan.
    ///
    /// - Parameter firstNumber: What deferred rows call the first slice by.
    func scan(_ plan: ScanPlan, firstNumber: Int = 0, _ query: [Float], _ findings: borrowing Mutex<Findings>) {
        let codes = CodeQuery(query.span, longest: plan.slices.map(\.maximumNorm).max() ?? 0)
        forEachItem(of: plan, itemsPerSlice: 1, scoresPerRow: 1) { number, _ in
            var scan = SliceScan(
                plan.slices[number],
                number: firstNumber + number,
                codes: codes,
                findings: findings.withLock { $0.begun }
            )
            scan.run(query.span)
            findings.withLock { $0.merge(scan.findings) }
        }
    }

    /// The selection that a search for `k` vectors starts with.
    func emptySelection(count k: Int, minimumScore: Float) throws(VectorIndexError) -> TopK {
        precondition(k >= 0, "a search for \(k) vectors")
        guard !minimumScore.isNaN else { throw .minimumScoreIsNaN }
        return TopK(capacity: min(k, count), minimumScore: minimumScore)
    }

    /// Rows a slice: enough slices to share out evenly, but none so short that locks take a notable part of the time,
    /// and none longer than a few megabytes, so that scores reached by one thread soon help the others.
    var sliceRowCount: Int {
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
        if isWorthSharing(multiplicationCount: plan.rowCount * dimension * scoresPerRow) {
            pool.forEach(count: count) { body($0 / itemsPerSlice, $0 % itemsPerSlice) }
        } else {
            for index in 0..<count {
                body(index / itemsPerSlice, index % itemsPerSlice)
            }
        }
    }
}

extension TopK {
    /// What was selected, best first.
    var neighbors: [Neighbor] {
        sorted().map { Neighbor(id: $0.id, score: $0.score) }
    }
}
