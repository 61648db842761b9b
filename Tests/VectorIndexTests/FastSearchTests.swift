import Foundation
import TestSupport
import Testing
import VectorIndex

/// Searches by lists of one-bit codes beside exact ones.
@Suite(.timeLimit(.minutes(5))) struct FastSearchTests {
    private static let dimension = 32
    private static let count = 60_000

    /// Rows around a few hundred centres.
    private struct Clusters {
        private var generator: SeededGenerator
        private let centers: [[Float]]

        init(seed: UInt64, count: Int = 300) {
            var generator = SeededGenerator(seed: seed)
            centers = (0..<count).map { _ in generator.vector(dimension) }
            self.generator = generator
        }

        mutating func rows(_ count: Int) -> [Float] {
            var rows: [Float] = []
            rows.reserveCapacity(count * dimension)
            for _ in 0..<count {
                let center = centers[Int.random(in: 0..<centers.count, using: &generator)]
                for value in center { rows.append(value + Float.random(in: -0.5...0.5, using: &generator)) }
            }
            return rows
        }

        mutating func query() -> [Float] { rows(1) }
    }

    /// An index of clusters that is ready for fast searches, and the clusters.
    private static func index(seed: UInt64) throws -> (VectorIndex, Clusters) {
        var clusters = Clusters(seed: seed)
        let index = VectorIndex(dimension: dimension)
        for first in stride(from: 0, to: count, by: 20_000) {
            let ids = (first..<first + 20_000).map(Int64.init)
            try index.update(removing: [], inserting: ids, vectors: clusters.rows(20_000))
        }
        index.prepareFastSearch()
        return (index, clusters)
    }

    /// The share of exact results that fast searches find.
    private static func recall(
        of index: VectorIndex,
        _ queries: [[Float]],
        target: Double,
        filter: IndexFilter? = nil
    ) throws -> Double {
        let snapshot = index.snapshot()
        var (found, all) = (0, 0)
        for query in queries {
            let exact = try snapshot.neighbors(of: query, count: 10, filter: filter)
            let fast = try snapshot.search(query, count: 10, mode: .fast(recall: target), filter: filter).neighbors
            #expect(fast.count == exact.count)
            // What is found has its exact score, in order, each once.
            #expect(zip(fast, fast.dropFirst()).allSatisfy { ($1.score, $0.id) < ($0.score, $1.id) })
            let known = Set(exact.map(\.id))
            for neighbor in fast where known.contains(neighbor.id) { #expect(exact.contains(neighbor)) }
            found += fast.count { known.contains($0.id) }
            all += exact.count
        }
        return Double(found) / Double(all)
    }

    @Test("A fast search finds the share that is asked for, and says what to expect", arguments: [0.9, 0.99, 0.999])
    func recall(target: Double) throws {
        var (index, clusters) = try Self.index(seed: 1)
        let queries = (0..<300).map { _ in clusters.query() }
        // 3,000 neighbours, of one query ten: some leeway for chance.
        #expect(try Self.recall(of: index, queries, target: target) >= target - 0.01)
        let result = try index.snapshot().search(queries[0], count: 10, mode: .fast(recall: target))
        #expect(result.expectedRecall >= target - 0.02 && result.expectedRecall <= 1)
    }

    @Test("What is inserted is found at once, what is removed never, before lists know of it and after")
    func updates() throws {
        var (index, clusters) = try Self.index(seed: 2)
        for round in 0..<3 {
            let query = clusters.query()
            let mode = SearchMode.fast(recall: 0.9)
            let best = try index.snapshot().search(query, count: 20, mode: mode).neighbors
            index.remove(best.map(\.id))
            let id = Int64(1_000_000 + round)
            try index.update(removing: [], inserting: [id], vectors: query.map { $0 * 10 })
            let found = try index.snapshot().search(query, count: 20, mode: mode).neighbors
            #expect(found.first?.id == id)
            #expect(Set(found.map(\.id)).isDisjoint(with: best.map(\.id)))
            // Enough rows for lists of their own.
            let ids = (0..<40_000).map { Int64(2_000_000 + round * 40_000 + $0) }
            try index.update(removing: [], inserting: ids, vectors: clusters.rows(40_000))
            index.prepareFastSearch()
            #expect(try index.snapshot().search(query, count: 20, mode: mode).neighbors.first?.id == id)
        }
        let queries = (0..<100).map { _ in clusters.query() }
        #expect(try Self.recall(of: index, queries, target: 0.99) >= 0.98)
    }

    @Test("Rows of segments that are gone are not found, and lists of mostly dead rows are made anew")
    func compaction() throws {
        var (index, clusters) = try Self.index(seed: 3)
        index.remove((0..<Int64(Self.count)).filter { $0 % 4 != 0 })
        let queries = (0..<50).map { _ in clusters.query() }
        #expect(try Self.recall(of: index, queries, target: 0.99) >= 0.98)
        let ids = (100_000..<Int64(140_000)).map(\.self)
        try index.update(removing: [], inserting: ids, vectors: clusters.rows(40_000))
        index.prepareFastSearch()
        #expect(try Self.recall(of: index, queries, target: 0.99) >= 0.98)
    }

    @Test("Filters and minimum scores hold", arguments: [0.9, 0.5, 0.2, 0.01])
    func filters(share: Double) throws {
        var (index, clusters) = try Self.index(seed: 4)
        var generator = SeededGenerator(seed: 8)
        let allowed = (0..<Int64(Self.count)).filter { _ in Double.random(in: 0..<1, using: &generator) < share }
        let filter = IndexFilter(allowing: allowed)
        let queries = (0..<50).map { _ in clusters.query() }
        #expect(try Self.recall(of: index, queries, target: 0.99, filter: filter) >= 0.98)
        let snapshot = index.snapshot()
        for query in queries.prefix(10) {
            let mode = SearchMode.fast(recall: 0.99)
            let found = try snapshot.search(query, count: 30, mode: mode, filter: filter).neighbors
            #expect(found.allSatisfy { filter.allows($0.id) })
            let minimum = found[10].score
            let above = try snapshot.search(query, count: 30, mode: mode, minimumScore: minimum, filter: filter)
            #expect(above.neighbors.allSatisfy { $0.score >= minimum } && above.neighbors.count >= 10)
        }
    }

    @Test("An index in files is searched fast as well, mapped or not", arguments: SegmentCache.RowStorage.allCases)
    func fromFiles(rows: SegmentCache.RowStorage) throws {
        let directory = try TemporaryDirectory()
        let cache = SegmentCache(path: directory.url.appending(path: "cache").path)
        var (index, clusters) = try Self.index(seed: 7)
        // With lists that were made before its rows went to files.
        index.adopt(try cache.save(index.snapshot(), token: [], rows: rows))
        let queries = (0..<50).map { _ in clusters.query() }
        #expect(try Self.recall(of: index, queries, target: 0.99) >= 0.98)
        let opened = try #require(try cache.open(dimension: Self.dimension, rows: rows)).index
        opened.prepareFastSearch()
        #expect(try Self.recall(of: opened, queries, target: 0.99) >= 0.98)
    }

    @Test("A fast search has lists made in the background")
    func background() async throws {
        var clusters = Clusters(seed: 5)
        let index = VectorIndex(dimension: Self.dimension)
        try index.update(removing: [], inserting: (0..<40_000).map(Int64.init), vectors: clusters.rows(40_000))
        let empty = index.byteCount
        let query = clusters.query()
        let first = try index.snapshot().search(query, count: 10, mode: .fast(recall: 0.9))
        // Without lists it is an exact search.
        #expect(try first.neighbors == index.snapshot().neighbors(of: query, count: 10) && first.expectedRecall == 1)
        while index.byteCount == empty { try await Task.sleep(for: .milliseconds(10)) }
        #expect(try index.snapshot().search(query, count: 10, mode: .fast(recall: 0.9)).neighbors.count == 10)
    }

    @Test("Few rows, many results, and rows and queries of extreme lengths are searched exactly")
    func exactInstead() throws {
        var (index, clusters) = try Self.index(seed: 6)
        let query = clusters.query()
        let mode = SearchMode.fast(recall: 0.5)
        let snapshot = index.snapshot()
        for (query, count) in [(query, 10_000), (query.map { $0 * 1e15 }, 10), (query.map { $0 * 1e-15 }, 10)] {
            let result = try snapshot.search(query, count: count, mode: mode)
            #expect(try result.neighbors == snapshot.neighbors(of: query, count: count))
            #expect(result.expectedRecall == 1)
        }
        let long = VectorIndex(dimension: Self.dimension)
        let rows = clusters.rows(40_000).map { $0 * 1e12 }
        try long.update(removing: [], inserting: (0..<40_000).map(Int64.init), vectors: rows)
        long.prepareFastSearch()
        let found = try long.snapshot().search(query, count: 10, mode: mode)
        #expect(try found.neighbors == long.snapshot().neighbors(of: query, count: 10))
    }

    @Test("Rows that are all alike, or none at all, do no harm")
    func duplicates() throws {
        let index = VectorIndex(dimension: Self.dimension)
        let query = [Float](repeating: 0.5, count: Self.dimension)
        let mode = SearchMode.fast(recall: 0.99)
        #expect(try index.snapshot().search(query, count: 3, mode: mode).neighbors.isEmpty)
        for value in [Float(0), 1] {
            let index = VectorIndex(dimension: Self.dimension)
            let rows = [Float](repeating: value, count: 40_000 * Self.dimension)
            try index.update(removing: [], inserting: (0..<40_000).map(Int64.init), vectors: rows)
            index.prepareFastSearch()
            let found = try index.snapshot().search(query, count: 3, mode: mode).neighbors
            #expect(found.count == 3 && found.allSatisfy { $0.score == 16 * value })
        }
    }

    @Test("Recalls that are none are refused", arguments: [0, 1, -1, 1.5, Double.nan, .infinity])
    func badRecall(recall: Double) throws {
        let snapshot = VectorIndex(dimension: 2).snapshot()
        #expect {
            try snapshot.search([1, 2], count: 1, mode: .fast(recall: recall))
        } throws: { error in
            guard case .recallOutOfRange? = error as? VectorIndexError else { return false }
            return "\(error)".contains("expected more than 0 and less than 1")
        }
    }
}
