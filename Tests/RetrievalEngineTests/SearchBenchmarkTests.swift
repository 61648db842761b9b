import Foundation
import RetrievalEngine
import TestSupport
import Testing
import VectorIndex

@Suite("Measuring the index", .timeLimit(.minutes(5)))
struct SearchBenchmarkTests {
    private static let dimension = 8
    private static let rowCount = 700
    private let folder: TemporaryDirectory
    private let rows: [Float]
    private let queries: [Float]

    init() throws {
        folder = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 7)
        // Small whole numbers, so that scores are exact.
        rows = (0..<Self.rowCount * Self.dimension).map { _ in Float(Int.random(in: -50...50, using: &generator)) }
        queries = (0..<5 * Self.dimension).map { _ in Float(Int.random(in: -50...50, using: &generator)) }
        for (name, values) in [("rows", rows), ("queries", queries)] {
            try NumPyFile.write(values, columnCount: Self.dimension, to: folder.url.appending(path: name))
        }
    }

    @Test("A share of the rows is found, the same as SplitMix64 chooses", arguments: [0.001, 0.1, 0.5, 1])
    func keepsShare(share: Double) throws {
        var benchmark = benchmark()
        benchmark.sample = RowSample(share: share)
        _ = try benchmark.run()
        let kept = (0..<Self.rowCount).filter {
            var generator = SeededGenerator(seed: UInt64($0))
            return Double(generator.next()) < share * 0x1p64 || share == 1
        }
        #expect(share < 1 ? kept.count < Self.rowCount : kept.count == Self.rowCount)
        let expected = (0..<5).map { query in
            let best = kept.sorted { (-score(of: $0, query), $0) < (-score(of: $1, query), $1) }.prefix(10).map(
                Int64.init
            )
            return best + [Int64](repeating: -1, count: 10 - best.count)
        }
        #expect(try found() == expected)
    }

    @Test("While copies of the rows are inserted, the best rows and only their copies are found")
    func searchesWhileInserting() throws {
        var benchmark = benchmark()
        benchmark.whileInserting = true
        benchmark.phase = .milliseconds(100)
        let measurement = try benchmark.run()
        #expect(measurement.insertRowsPerSecond ?? 0 > 0)
        #expect(measurement.idleP99Milliseconds ?? 0 > 0)
        let found = try found()
        #expect(found.joined().contains { $0 >= Self.rowCount })
        for (query, ids) in found.enumerated() {
            let distinct = Set(ids.map { Int($0) % Self.rowCount })
            let best = (0..<Self.rowCount).map { score(of: $0, query) }.sorted(by: >).prefix(distinct.count)
            #expect(distinct.map { score(of: $0, query) }.sorted(by: >) == Array(best))
        }
    }

    @Test("From the files of a cache the same is found, and other vectors are not taken from them")
    func usesCache() throws {
        var benchmark = benchmark()
        _ = try benchmark.run()
        let expected = try found()
        let cache = folder.url.appending(path: "cache")
        benchmark.cache = cache
        for rows in [IndexRows.memory, .memory, .mapped] {
            benchmark.rows = rows
            let measurement = try benchmark.run()
            #expect(try found() == expected)
            #expect(measurement.indexByteCount > 0)
            #expect(FileManager.default.fileExists(atPath: cache.appending(path: "manifest").path))
        }
        let reversed = Array(rows.reversed()) + [Float](repeating: 0, count: Self.dimension)
        try NumPyFile.write(reversed, columnCount: Self.dimension, to: folder.url.appending(path: "rows"))
        _ = try benchmark.run()
        let other = try found()
        benchmark.cache = nil
        _ = try benchmark.run()
        #expect(try found() == other)
        #expect(other != expected)
    }

    @Test("No rows to insert are an error")
    func refusesNoRows() throws {
        try NumPyFile.write([Float](), columnCount: Self.dimension, to: folder.url.appending(path: "rows"))
        var benchmark = benchmark()
        benchmark.whileInserting = true
        #expect(throws: EngineError.self) { try benchmark.run() }
    }

    private func benchmark() -> SearchBenchmark {
        var benchmark = SearchBenchmark(
            vectors: folder.url.appending(path: "rows"),
            queries: folder.url.appending(path: "queries")
        )
        benchmark.output = folder.url.appending(path: "ids")
        return benchmark
    }

    private func score(of row: Int, _ query: Int) -> Float {
        (0..<Self.dimension).reduce(0) {
            $0 + rows[row * Self.dimension + $1] * queries[query * Self.dimension + $1]
        }
    }

    /// The ids that were written, ten a query.
    private func found() throws -> [[Int64]] {
        let bytes = try [UInt8](Data(contentsOf: folder.url.appending(path: "ids")).suffix(5 * 10 * 8))
        let ids = stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<start + 8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        return stride(from: 0, to: ids.count, by: 10).map { Array(ids[$0..<$0 + 10]) }
    }
}
