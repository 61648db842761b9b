public import Foundation
import VectorIndex

/// Measures the index alone on vectors from files, the way its peers are measured.
public struct SearchBenchmark: Sendable {
    /// What was measured.
    public struct Measurement: Sendable, Codable {
        /// Opening the vectors' file: it is mapped, and read while the index is built.
        public var loadSeconds: Double
        /// Inserting the vectors into the index.
        public var buildSeconds: Double
        /// Of one call, which searches a batch of queries.
        public var medianMilliseconds: Double
        public var p99Milliseconds: Double
        public var queriesPerSecond: Double

        enum CodingKeys: String, CodingKey {
            case loadSeconds = "load_seconds"
            case buildSeconds = "build_seconds"
            case medianMilliseconds = "median_ms"
            case p99Milliseconds = "p99_ms"
            case queriesPerSecond = "queries_per_second"
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
    /// Where to write the row numbers found, int64 `.npy`, queries × `count`; what was not found is -1.
    public var output: URL?

    public init(vectors: URL, queries: URL) {
        self.vectors = vectors
        self.queries = queries
    }

    /// Loads, builds, warms up with one call, and then searches every query once.
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
        let snapshot = try Self.index(of: rows).snapshot()
        let built = ContinuousClock.now
        let calls = try search(queries, in: snapshot)
        if let output {
            try write(calls.flatMap(\.neighbors), to: output)
        }
        let sorted = calls.map(\.duration.milliseconds).sorted()
        return Measurement(
            loadSeconds: (loaded - start).milliseconds / 1e3,
            buildSeconds: (built - loaded).milliseconds / 1e3,
            medianMilliseconds: sorted[sorted.count / 2],
            p99Milliseconds: sorted[(sorted.count - 1) * 99 / 100],
            queriesPerSecond: Double(queries.rowCount) * 1e3 / sorted.reduce(0, +)
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

    private struct Call {
        var duration: Duration
        var neighbors: [[Neighbor]]
    }

    private func search(_ queries: NumPyFile, in snapshot: VectorIndexSnapshot) throws -> [Call] {
        let batches = stride(from: 0, to: queries.rowCount, by: batchSize).map { start in
            queries.withRows(start..<min(start + batchSize, queries.rowCount)) { values in
                values.indices.map { values[$0] }
            }
        }
        _ = try neighbors(of: batches[0], in: snapshot)
        return try batches.map { batch in
            let start = ContinuousClock.now
            let neighbors = try neighbors(of: batch, in: snapshot)
            return Call(duration: ContinuousClock.now - start, neighbors: neighbors)
        }
    }

    private func neighbors(of batch: [Float], in snapshot: VectorIndexSnapshot) throws -> [[Neighbor]] {
        batchSize == 1
            ? [try snapshot.neighbors(of: batch, count: count)]
            : try snapshot.neighbors(ofEach: batch, count: count)
    }

    private func write(_ neighbors: [[Neighbor]], to output: URL) throws {
        let rows = neighbors.flatMap { found in
            found.map(\.id) + [Int64](repeating: -1, count: count - found.count)
        }
        try NumPyFile.write(rows, columnCount: count, to: output)
    }
}
