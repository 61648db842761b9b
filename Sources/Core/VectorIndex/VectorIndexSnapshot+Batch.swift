import Synchronization
internal import VectorKernels

extension VectorIndexSnapshot {
    /// The vectors with the highest inner products with each of several queries.
    ///
    /// The same as `neighbors(of:count:minimumScore:filter:)` for one query after the other, scores included, but with
    /// matrix products: many times faster for a batch of tens of queries or more.
    ///
    /// - Parameter queries: Row-major, `dimension` finite values a query; errors count queries as rows from 0.
    /// - Returns: One result a query, in their order.
    package func neighbors(
        ofEach queries: [Float],
        count k: Int,
        minimumScore: Float = -.infinity,
        filter: IndexFilter? = nil
    ) throws(VectorIndexError) -> [[Neighbor]] {
        let queryCount = try CheckedRows(queries.span, dimension: dimension).rowCount
        let empty = try emptySelection(count: k, minimumScore: minimumScore)
        guard empty.capacity > 0, queryCount > 0 else { return Array(repeating: [], count: queryCount) }
        let plan = ScanPlan(
            sealed + [tail],
            filter: filter,
            sliceRowCount: 8 * BatchScan.blockRowCount(dimension: dimension),
            pool: pool
        )
        let longest = plan.slices.map(\.maximumNorm).max() ?? 0
        let tiles = stride(from: 0, to: queryCount, by: QueryTile.capacity).map {
            QueryTile(of: queries, dimension: dimension, first: $0, longest: longest)
        }
        let groups = stride(from: 0, to: tiles.count, by: Self.groupTileCount).map {
            tiles[$0..<min($0 + Self.groupTileCount, tiles.count)]
        }
        let findings = Mutex(BatchFindings(best: Array(repeating: empty, count: queryCount)))
        forEachItem(of: plan, itemsPerSlice: groups.count, scoresPerRow: queryCount) { slice, group in
            var scan = findings.withLock { BatchScan(groups[group], best: $0.best, slice: plan.slices[slice]) }
            scan.run()
            findings.withLock { $0.merge(scan, item: BatchFindings.Item(slice: slice, group: group)) }
        }
        scoreDeferred(findings, groups, plan)
        return findings.withLock { $0.best.map(\.neighbors) }
    }

    /// Scores the deferred rows, now that the best are known better.
    private func scoreDeferred(
        _ findings: borrowing Mutex<BatchFindings>,
        _ groups: [ArraySlice<QueryTile>],
        _ plan: ScanPlan
    ) {
        let items = findings.withLock { $0.takeDeferred() }
        pool.forEach(count: items.count) { place in
            let (item, deferred) = items[place]
            var scan = findings.withLock { BatchScan(groups[item.group], best: $0.best, slice: plan.slices[item.slice]) }
            scan.score(deferred)
            findings.withLock { $0.merge(scan, item: item) }
        }
    }

    /// Tiles that pass over a slice together. More would share the reading of rows, fewer share out better.
    private static let groupTileCount = 8
}

/// What the parts of a search for a batch have found so far.
private struct BatchFindings: Sendable {
    /// Queries of a group of tiles, and rows of a slice.
    struct Item: Sendable {
        var slice: Int
        var group: Int
    }

    /// One selection a query.
    private(set) var best: [TopK]
    private var deferred: [(item: Item, rows: [DeferredScore])] = []

    init(best: [TopK]) {
        self.best = best
    }

    mutating func merge(_ scan: BatchScan, item: Item) {
        scan.merge(into: &best)
        if !scan.deferred.isEmpty { deferred.append((item, scan.deferred)) }
    }

    mutating func takeDeferred() -> [(item: Item, rows: [DeferredScore])] {
        defer { deferred = [] }
        return deferred
    }
}
