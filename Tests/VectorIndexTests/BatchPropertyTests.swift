import TestSupport
import Testing
import VectorIndex

/// Batches of queries beside one query after the other.
@Suite struct BatchPropertyTests {
    @Test(
        "A batch of any size finds what each query finds alone, over blocks of hostile rows, filters and deletions",
        arguments: HostileRows.allCases,
        [5, 64, 384]
    )
    func batchesLoseNothing(rows: HostileRows, dimension: Int) throws {
        var generator = SeededGenerator(seed: 12)
        let count = 5000
        let vectors = rows.vectors(count, dimension: dimension, using: &generator)
        let ids = generator.ids(count, below: 20_000)
        let index = VectorIndex(dimension: dimension)
        try index.update(inserting: ids, vectors: vectors.span)
        index.remove(Array(ids.prefix(200)))
        let snapshot = index.snapshot()
        let half = IndexFilter(allowing: ids.filter { _ in Bool.random(using: &generator) })
        let few = IndexFilter(allowing: ids.suffix(70))
        for queryCount in [1, 2, 7, 8, 9, 15, 16, 17, 32, 33, 40] {
            let queries = (0..<queryCount).flatMap { number in
                switch number % 5 {
                case 3: Array(vectors[number * dimension..<(number + 1) * dimension])
                case 4 where queryCount == 9: [Float](repeating: 0, count: dimension)
                default: generator.vector(dimension)
                }
            }
            for (k, filter) in [(1, nil), (10, nil), (300, nil), (5, half), (5, few)] as [(Int, IndexFilter?)] {
                let batch = try snapshot.neighbors(ofEach: queries, count: k, filter: filter)
                #expect(batch.count == queryCount)
                for (number, found) in batch.enumerated() {
                    let query = Array(queries[number * dimension..<(number + 1) * dimension])
                    #expect(try found == snapshot.neighbors(of: query, count: k, filter: filter), "query \(number)")
                }
            }
        }
    }

    @Test("Batches larger than a group of tiles, with a minimum score from the first row on")
    func largeBatch() throws {
        var generator = SeededGenerator(seed: 13)
        let (count, dimension, queryCount) = (3000, 24, 300)
        let index = VectorIndex(dimension: dimension)
        try index.update(inserting: Array(0..<Int64(count)), vectors: generator.vector(count * dimension).span)
        let queries = generator.vector(queryCount * dimension)
        let snapshot = index.snapshot()
        let batch = try snapshot.neighbors(ofEach: queries, count: 20, minimumScore: 3)
        #expect(batch.contains { !$0.isEmpty })
        for (number, found) in batch.enumerated() {
            let query = Array(queries[number * dimension..<(number + 1) * dimension])
            #expect(try found == snapshot.neighbors(of: query, count: 20, minimumScore: 3), "query \(number)")
        }
    }
}
