internal import VectorKernels

extension VectorIndexSnapshot {
    /// The vectors with the highest inner products with a query, as `neighbors(of:count:minimumScore:filter:)` finds
    /// them or, in fast mode, most of them.
    ///
    /// A fast search is an exact one where that is as quick: for few vectors, for filters that keep less than an eighth,
    /// for results of more than a sixteenth of the vectors, and where nearly all vectors are as near as the neighbours.
    ///
    /// - Parameters: As of `neighbors(of:count:minimumScore:filter:)`.
    /// - Complexity: Fast mode looks at the centres of about √`count` lists and at those lists only that may hold
    ///   neighbours; how many those are depends on how the vectors cluster.
    package func search(
        _ query: [Float],
        count k: Int,
        mode: SearchMode,
        minimumScore: Float = -.infinity,
        filter: IndexFilter? = nil
    ) throws(VectorIndexError) -> SearchResult {
        guard case .fast(let recall) = mode else {
            let neighbors = try neighbors(of: query, count: k, minimumScore: minimumScore, filter: filter)
            return SearchResult(neighbors: neighbors, expectedRecall: 1)
        }
        guard recall > 0, recall < 1 else { throw .recallOutOfRange(recall) }
        maintenance.request(for: self)
        guard query.count == dimension else { throw .wrongDimension(expected: dimension, found: query.count) }
        _ = try CheckedRows(query.span, dimension: dimension)
        let empty = try emptySelection(count: k, minimumScore: minimumScore)
        guard empty.capacity > 0, empty.capacity <= count / 16, (filter?.count ?? count) >= count / 8,
            let partition, let audit = partition.margins.audit(recall: recall),
            audit.isWorthwhile(rowCount: partition.trainedRowCount),
            let search = PartitionSearch(partition, self, query: query, recall: recall)
        else { return try self.search(query, count: k, mode: .exact, minimumScore: minimumScore, filter: filter) }
        return SearchResult(
            neighbors: search.neighbors(count: empty.capacity, minimumScore: minimumScore, filter: filter).0,
            expectedRecall: audit.recall
        )
    }

    /// As `search(_:count:mode:minimumScore:filter:)` for each of several queries: exact ones together, fast ones
    /// one beside the other on the pool's threads.
    ///
    /// - Parameter queries: Row-major, `dimension` finite values a query; errors count queries as rows from 0.
    /// - Returns: One result a query, in their order.
    package func search(
        ofEach queries: [Float],
        count k: Int,
        mode: SearchMode,
        minimumScore: Float = -.infinity,
        filter: IndexFilter? = nil
    ) throws(VectorIndexError) -> [SearchResult] {
        guard mode != .exact else {
            return try neighbors(ofEach: queries, count: k, minimumScore: minimumScore, filter: filter)
                .map { SearchResult(neighbors: $0, expectedRecall: 1) }
        }
        let queryCount = try CheckedRows(queries.span, dimension: dimension).rowCount
        let results = pool.map(count: queryCount) { number in
            Result { () throws(VectorIndexError) in
                let query = Array(queries[number * dimension..<(number + 1) * dimension])
                return try search(query, count: k, mode: mode, minimumScore: minimumScore, filter: filter)
            }
        }
        return try results.map { result throws(VectorIndexError) in try result.get() }
    }
}
