public import Foundation
import VectorIndex

/// Measures the index alone on vectors from files, the way its peers are measured.
public struct SearchBenchmark: Sendable {
    /// What was measured.
    public struct Measurement: Sendable, Codable {
        /// Opening the vectors' file: it is mapped, and read while the index is built.
        public var loadSeconds: Double
        /// Inserting the vectors into the index, or opening it from its files, and for fast searches preparing them.
        public var buildSeconds: Double
        /// Of one call, which searches a batch of queries.
        public var medianMilliseconds: Double
        public var p99Milliseconds: Double
        public var queriesPerSecond: Double
        /// Of the calls before the inserting began, where it was asked for.
        public var idleP99Milliseconds: Double?
        /// Rows that were inserted a second while the calls ran, as many being removed, where it was asked for.
        public var insertRowsPerSecond: Double?
        /// The share of the exact result that the index says to expect of its fast searches, where they were asked for.
        public var expectedRecall: Double?
        /// Bytes of memory that the index counts as its own.
        public var indexByteCount: Int
        /// Bytes of memory that the process had after the last search; nil where the system does not tell.
        public var residentByteCount: Int?

        enum CodingKeys: String, CodingKey {
            case loadSeconds = "load_seconds"
            case buildSeconds = "build_seconds"
            case medianMilliseconds = "median_ms"
            case p99Milliseconds = "p99_ms"
            case queriesPerSecond = "queries_per_second"
            case idleP99Milliseconds = "idle_p99_ms"
            case insertRowsPerSecond = "insert_rows_per_second"
            case expectedRecall = "expected_recall"
            case indexByteCount = "index_bytes"
            case residentByteCount = "resident_bytes"
        }
    }

    /// The rows to search, float32 `.npy` in C order, rows × dimension.
    public var vectors: URL
    /// The queries, of the same dimension.
    public var queries: URL
    /// Neighbours a query.
    public var count = 10
    /// Queries a call.
    public var batchSize = 1
    /// The share of the exact result that fast searches are to find, above 0 and below 1; nil to search exactly.
    public var recall: Double?
    /// The rows that may be found, one in so many; nil for all, without a filter.
    public var sample: RowSample?
    /// Whether rows are inserted and removed by a second thread while the index is searched.
    public var whileInserting = false
    /// How long is searched alone, and then beside the inserting.
    package var phase = Duration.seconds(3)
    /// A folder to open the index from in place of building it; where it has none of these vectors, the index is built, and
    /// then saved there.
    public var cache: URL?
    /// Where the float32 rows are; in files only with a cache.
    public var rows = IndexRows.memory
    /// Where to write the row numbers found, int64 `.npy`, queries × `count`; what was not found is -1.
    public var output: URL?

    public init(vectors: URL, queries: URL) {
        self.vectors = vectors
        self.queries = queries
    }

    /// Loads, builds, warms up with one call, and then searches every query once.
    ///
    /// With ``whileInserting`` the queries are searched for some seconds alone and for as long beside the inserting; the
    /// measurement and the output are of the latter.
    ///
    /// Blocks the calling thread: it measures.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` for files that are not as described.
    public func run() throws -> Measurement {
        do {
            return try measure()
        } catch let error as NumPyFileError {
            throw EngineError(.invalidArgument, "\(error)", cause: error)
        } catch let error as VectorIndexError {
            throw EngineError(.invalidArgument, "\(error)", cause: error)
        }
    }

    private func measure() throws -> Measurement {
        let start = ContinuousClock.now
        let rows = try NumPyFile(reading: vectors)
        let queries = try NumPyFile(reading: queries)
        try check(rows, queries)
        let loaded = ContinuousClock.now
        let index = try cachedIndex(of: rows) ?? Self.index(of: rows)
        if recall != nil { index.prepareFastSearch() }
        let built = ContinuousClock.now
        try save(index, of: rows)
        let batches = batches(of: queries)
        let run = try search(batches, in: index, beside: rows)
        let residentByteCount = ProcessMemory.current?.residentByteCount
        if let output {
            try write(run.calls.prefix(batches.count).flatMap { $0.results.map(\.neighbors) }, to: output)
        }
        return Measurement(
            loadSeconds: (loaded - start).milliseconds / 1e3,
            buildSeconds: (built - loaded).milliseconds / 1e3,
            medianMilliseconds: run.calls.percentile(50),
            p99Milliseconds: run.calls.percentile(99),
            queriesPerSecond: run.calls.queriesPerSecond,
            idleP99Milliseconds: run.idleCalls?.percentile(99),
            insertRowsPerSecond: run.insertRowsPerSecond,
            expectedRecall: recall == nil ? nil : run.expectedRecall,
            indexByteCount: index.byteCount,
            residentByteCount: residentByteCount
        )
    }

    private func check(_ rows: NumPyFile, _ queries: NumPyFile) throws {
        guard queries.rowCount > 0, queries.columnCount == rows.columnCount else {
            throw EngineError(
                .invalidArgument,
                "\(self.queries.relativePath): expected queries of \(rows.columnCount) values like the vectors, found "
                    + "\(queries.rowCount) × \(queries.columnCount)"
            )
        }
        guard VectorIndex.supportedDimensions.contains(rows.columnCount) else {
            throw EngineError(
                .invalidArgument,
                "\(vectors.relativePath): expected \(VectorIndex.supportedDimensions) columns, found \(rows.columnCount)"
            )
        }
        guard !whileInserting || rows.rowCount > 0 else {
            throw EngineError(.invalidArgument, "\(vectors.relativePath): expected vectors to insert, found none")
        }
    }

    private static func index(of rows: NumPyFile) throws -> VectorIndex {
        let index = VectorIndex(dimension: rows.columnCount)
        for start in stride(from: 0, to: rows.rowCount, by: rowsPerUpdate) {
            let range = start..<min(start + rowsPerUpdate, rows.rowCount)
            try rows.withRows(range) { values in
                try index.update(inserting: range.map(Int64.init), vectors: values)
            }
        }
        return index
    }

    private static let rowsPerUpdate = 16384

    private func batches(of queries: NumPyFile) -> [[Float]] {
        stride(from: 0, to: queries.rowCount, by: batchSize).map { start in
            queries.withRows(start..<min(start + batchSize, queries.rowCount)) { values in
                values.indices.map { values[$0] }
            }
        }
    }

    private func search(_ batches: [[Float]], in index: VectorIndex, beside rows: NumPyFile) throws -> SearchRun {
        let filter = sample.map { IndexFilter(allowing: $0.rows(of: rows.rowCount)) }
        // Not kept: the inserting would have to copy what a snapshot holds on to.
        _ = try search(batches[0], in: index.snapshot(), filter: filter)
        if whileInserting {
            return try SearchRun(of: batches, in: index, inserting: rows, phase: phase) { batch, snapshot in
                try search(batch, in: snapshot, filter: filter)
            }
        }
        let snapshot = index.snapshot()
        let calls = try batches.map { batch in
            try SearchCall { try search(batch, in: snapshot, filter: filter) }
        }
        return SearchRun(calls: calls)
    }

    private func search(
        _ batch: [Float],
        in snapshot: VectorIndexSnapshot,
        filter: IndexFilter?
    ) throws -> [SearchResult] {
        let mode = recall.map { SearchMode.fast(recall: $0) } ?? .exact
        return batchSize == 1
            ? [try snapshot.search(batch, count: count, mode: mode, filter: filter)]
            : try snapshot.search(ofEach: batch, count: count, mode: mode, filter: filter)
    }

    private func write(_ neighbors: [[Neighbor]], to output: URL) throws {
        let rows = neighbors.flatMap { found in
            found.map(\.id) + [Int64](repeating: -1, count: count - found.count)
        }
        try NumPyFile.write(rows, columnCount: count, to: output)
    }
}
