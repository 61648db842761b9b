import Synchronization
internal import VectorKernels

extension VectorIndexSnapshot {
    /// The vectors with the highest inner products with each of several queries.
    ///
    /// The same as `neighbors(of:count:minimumScore:filter:)` for one query after the other, scores included, but reading
    /// each row or its codes once for many queries: many times faster for a batch of tens of queries or more.
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
        let findings = Mutex(
            BatchFindings(
                best: Array(repeating: empty, count: queryCount),
                pauses: Array(repeating: CodePauses(), count: tiles.count)
            )
        )
        forEachItem(of: plan, itemsPerSlice: groups.count, scoresPerRow: queryCount) { slice, group in
            var scan = findings.withLock { BatchScan(groups[group], findings: $0, slice: plan.slices[slice]) }
            scan.run()
            findings.withLock { scan.merge(into: &$0) }
        }
        return findings.withLock { $0.best.map(\.neighbors) }
    }

    /// Tiles that pass over a slice together. More would share the reading of rows, fewer share out better.
    private static let groupTileCount = 8
}
