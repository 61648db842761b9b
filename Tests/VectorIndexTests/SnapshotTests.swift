import Foundation
import TestSupport
import Testing
import VectorIndex
import VectorKernels

@Suite struct SnapshotTests {
    @Test("A snapshot never changes")
    func isolated() throws {
        let index = VectorIndex(dimension: 1)
        try index.update(removing: [], inserting: Array(1...100), vectors: (1...100).map(Float.init))
        let snapshot = index.snapshot()
        let before = try snapshot.neighbors(of: [1], count: 1000)
        try index.update(removing: 1...90, inserting: [200, 300], vectors: [200, 300])
        #expect(try snapshot.neighbors(of: [1], count: 1000) == before)
        #expect(snapshot.count == 100)
        #expect(index.snapshot().count == 12)
    }

    /// Every update moves the whole content to one new score, so a search that sees two scores saw half an update.
    @Test(
        "Searches during updates see whole updates, and each search the newest or a newer one",
        .timeLimit(.minutes(5))
    )
    func concurrentUpdates() async throws {
        let (index, rowCount, updateCount) = (VectorIndex(dimension: 4), 50, 300)
        let ids = (0..<Int64(rowCount)).map { $0 }
        try index.update(removing: [], inserting: ids, vectors: Array(repeating: 0, count: 4 * rowCount))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var newest: Float = 0
                    while newest < Float(updateCount) {
                        let found = try index.snapshot().neighbors(of: [1, 0, 0, 0], count: 1000)
                        let score = try #require(found.first).score
                        #expect(found == ids.map { Neighbor(id: $0, score: score) })
                        #expect(score >= newest)
                        newest = score
                        await Task.yield()
                    }
                }
            }
            group.addTask {
                for version in 1...updateCount {
                    let row = [Float(version), 0, 0, 0]
                    let vectors = Array(repeatElement(row, count: rowCount).joined())
                    try index.update(removing: ids, inserting: ids, vectors: vectors)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("Several writers and single rows lose nothing", .timeLimit(.minutes(5)))
    func concurrentWriters() async throws {
        let index = VectorIndex(dimension: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 as Range<Int64> {
                group.addTask {
                    for number in 0..<200 as Range<Int64> {
                        let id = writer * 1000 + number
                        try index.update(removing: [], inserting: [id], vectors: [1, Float(id)])
                        if number % 3 == 0 { index.remove([id]) }
                        _ = try index.snapshot().neighbors(ofEach: [1, 0, 0, 1], count: 3)
                    }
                }
            }
            try await group.waitForAll()
        }
        let all = (0..<4000 as Range<Int64>).filter { $0 % 1000 < 200 && $0 % 1000 % 3 != 0 }
        let found = try index.snapshot().neighbors(of: [0, 1], count: 10_000)
        #expect(found.map(\.id) == all.reversed())
    }
}

@Suite struct SegmentTests {
    @Test("Rows over many segments are all found, by one query and by a batch, with and without filters")
    func manySegments() throws {
        // Enough for several threads and for segments of the largest size, some of them full.
        let (dimension, count) = (8, 150_000)
        var generator = SeededGenerator(seed: 2)
        var (index, reference) = (VectorIndex(dimension: dimension), ReferenceIndex())
        for first in stride(from: 0, to: Int64(count), by: 50_000) {
            let ids = (first..<first + 50_000).shuffled(using: &generator)
            let vectors = generator.wholeNumbers(ids.count * dimension)
            try index.update(removing: [], inserting: ids, vectors: vectors)
            reference.update(removing: [], inserting: ids, vectors: vectors)
        }
        let removed = generator.ids(30_000, below: Int64(count))
        index.remove(removed)
        reference.update(removing: removed, inserting: [], vectors: [])
        let queries = (0..<3).map { _ in generator.wholeNumbers(dimension) }
        for allowed in [nil, Set(generator.ids(300, below: 150_000)), Set(generator.ids(100_000, below: 150_000))] {
            let filter = allowed.map { IndexFilter(allowing: $0) }
            let expected = queries.map { reference.neighbors(of: $0, count: 50, allowed: allowed) }
            let snapshot = index.snapshot()
            #expect(try queries.map { try snapshot.neighbors(of: $0, count: 50, filter: filter) } == expected)
            #expect(try snapshot.neighbors(ofEach: queries.flatMap(\.self), count: 50, filter: filter) == expected)
        }
    }

    @Test("Memory follows the rows up and down")
    func memory() throws {
        let (dimension, count) = (16, 40_000)
        let index = VectorIndex(dimension: dimension)
        let empty = index.byteCount
        let ids = (0..<Int64(count)).map { $0 }
        let row = [Float](repeating: 1, count: dimension)
        try index.update(removing: [], inserting: ids, vectors: Array(repeatElement(row, count: count).joined()))
        // The values, the id, codes of half a byte a value and their two factors.
        let rowByteCount = dimension * 4 + 8 + dimension / 2 + 8
        #expect(index.snapshot().byteCount == count * rowByteCount)
        #expect(index.byteCount > index.snapshot().byteCount)
        index.remove(ids.filter { $0 % 10 != 0 })
        #expect(index.snapshot().count == count / 10)
        #expect(index.snapshot().deadRowCount <= count / 10 + 64 * index.snapshot().segmentCount)
        #expect(index.snapshot().byteCount < count / 4 * rowByteCount)
        index.remove(ids)
        #expect(index.snapshot().count == 0 && index.snapshot().segmentCount == 1)
        #expect(index.snapshot().byteCount <= empty + 64 * rowByteCount)
    }

    @Test("Replacing the same rows for ever needs no more memory")
    func replacing() throws {
        let index = VectorIndex(dimension: 4)
        let ids = (0..<10 as Range<Int64>).map { $0 }
        for _ in 0..<2000 {
            try index.update(removing: ids, inserting: ids, vectors: Array(repeating: 1, count: 40))
        }
        #expect(index.snapshot().count == 10)
        #expect(index.snapshot().segmentCount <= 3)
    }
}
