import TestSupport
import Testing
import VectorIndex

@Suite struct VectorIndexTests {
    @Test("An empty index finds nothing")
    func empty() throws {
        let snapshot = VectorIndex(dimension: 3).snapshot()
        #expect(snapshot.count == 0)
        #expect(try snapshot.neighbors(of: [1, 2, 3], count: 10) == [])
        #expect(try snapshot.neighbors(ofEach: [1, 2, 3, 4, 5, 6], count: 10) == [[], []])
        #expect(try snapshot.neighbors(ofEach: [], count: 10) == [])
    }

    @Test("k of 0 finds nothing, more than there are finds all", arguments: [(0, 0), (1, 1), (2, 2), (.max, 2)])
    func bounds(k: Int, found: Int) throws {
        let index = VectorIndex(dimension: 1)
        try index.update(removing: [], inserting: [1, 2], vectors: [1, 2])
        #expect(try index.snapshot().neighbors(of: [1], count: k).count == found)
        #expect(try index.snapshot().neighbors(ofEach: [1, 1], count: k).map(\.count) == [found, found])
    }

    @Test("Ties come by id, wherever the rows lie")
    func ties() throws {
        let index = VectorIndex(dimension: 2)
        let ids: [Int64] = [7, -3, 9_000_000_000, 0, .min, .max]
        for id in ids {
            try index.update(removing: [], inserting: [id], vectors: [1, 0])
        }
        let found = try index.snapshot().neighbors(of: [0.5, 2], count: 4)
        #expect(found == [.min, -3, 0, 7].map { Neighbor(id: $0, score: 0.5) })
    }

    @Test("The minimum score is inclusive")
    func minimumScore() throws {
        let index = VectorIndex(dimension: 1)
        try index.update(removing: [], inserting: [1, 2, 3], vectors: [0.25, 0.5, 0.75])
        let snapshot = index.snapshot()
        #expect(try snapshot.neighbors(of: [1], count: 9, minimumScore: 0.5).map(\.id) == [3, 2])
        #expect(try snapshot.neighbors(of: [1], count: 9, minimumScore: Float(0.5).nextUp).map(\.id) == [3])
        #expect(try snapshot.neighbors(of: [1], count: 9, minimumScore: .infinity) == [])
    }

    @Test("One update removes, replaces and inserts")
    func updates() throws {
        let index = VectorIndex(dimension: 1)
        try index.update(removing: [], inserting: [1, 2, 3], vectors: [1, 2, 3])
        try index.update(removing: [1, 2, 99], inserting: [2, 4], vectors: [20, 4])
        let found = try index.snapshot().neighbors(of: [1], count: 9)
        #expect(found.map(\.id) == [2, 4, 3])
        index.remove([2])
        #expect(try index.snapshot().neighbors(of: [1], count: 9).map(\.id) == [4, 3])
    }

    @Test("The largest and the smallest vectors are scored without overflow or loss")
    func extremes() throws {
        let index = VectorIndex(dimension: 2)
        let (large, small) = (Float(VectorIndex.maximumNorm).nextDown, Float.leastNonzeroMagnitude)
        try index.update(removing: [], inserting: [1, 2, 3, 4], vectors: [large, 0, -large, 0, small, 0, 0, 0])
        for query in [[large, 0], [1, 0]] {
            let found = try index.snapshot().neighbors(of: query, count: 9)
            #expect(found.map(\.id) == [1, 3, 4, 2])
            #expect(found.allSatisfy { $0.score.isFinite })
            #expect(try index.snapshot().neighbors(ofEach: query + query, count: 9) == [found, found])
        }
    }

    @Test("Works at the bounds of dimension", arguments: [1, 4096])
    func dimensions(dimension: Int) throws {
        let index = VectorIndex(dimension: dimension)
        var generator = SeededGenerator(seed: 1)
        let vectors = generator.wholeNumbers(100 * dimension)
        try index.update(removing: [], inserting: Array(0..<100), vectors: vectors)
        var reference = ReferenceIndex()
        reference.update(removing: [], inserting: Array(0..<100), vectors: vectors)
        let query = generator.wholeNumbers(dimension)
        let expected = reference.neighbors(of: query, count: 10)
        #expect(try index.snapshot().neighbors(of: query, count: 10) == expected)
        #expect(try index.snapshot().neighbors(ofEach: query + query, count: 10) == [expected, expected])
    }

    @Test("Other dimensions are a caller's bug")
    func dimensionOutOfBounds() async {
        await #expect(processExitsWith: .failure) { _ = VectorIndex(dimension: 0) }
        await #expect(processExitsWith: .failure) { _ = VectorIndex(dimension: 4097) }
    }
}

@Suite struct VectorIndexErrorTests {
    private let index = VectorIndex(dimension: 2)

    private func expectRefused(
        _ error: VectorIndexError,
        removing removedIDs: [Int64] = [],
        inserting ids: [Int64],
        vectors: [Float]
    ) throws {
        try index.update(removing: [1, 2, 9], inserting: [1, 2], vectors: [1, 0, 2, 0])
        #expect(throws: error) {
            try index.update(removing: removedIDs, inserting: ids, vectors: vectors)
        }
        #expect(try index.snapshot().neighbors(of: [1, 0], count: 9).map(\.id) == [2, 1], "something changed")
    }

    @Test("Values that are no number are refused with their place", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) throws {
        try expectRefused(
            .notFinite(row: 1, column: 1, found: "\(value)"),
            removing: [1],
            inserting: [5, 6],
            vectors: [1, 2, 3, value]
        )
        #expect(throws: VectorIndexError.notFinite(row: 0, column: 0, found: "\(value)")) {
            try index.snapshot().neighbors(of: [value, 0], count: 1)
        }
        #expect(throws: VectorIndexError.notFinite(row: 1, column: 0, found: "\(value)")) {
            try index.snapshot().neighbors(ofEach: [1, 2, value, 0], count: 1)
        }
    }

    @Test("Rows whose inner products could overflow are refused")
    func tooLong() throws {
        try expectRefused(.tooLong(row: 0, norm: 5 * 0x1p64), inserting: [5], vectors: [3 * 0x1p64, 4 * 0x1p64])
    }

    @Test("Ids that come twice or are in use are refused")
    func duplicates() throws {
        try expectRefused(.repeatedID(5, row: 2, firstRow: 0), inserting: [5, 4, 5], vectors: [1, 1, 1, 1, 1, 1])
        try expectRefused(.idInUse(2, row: 1), removing: [1], inserting: [1, 2], vectors: [1, 1, 1, 1])
    }

    @Test("Wrong numbers of values are refused", arguments: [[], [1], [1, 2, 3]] as [[Float]])
    func wrongCounts(values: [Float]) throws {
        try expectRefused(
            .wrongValueCount(rowCount: 1, dimension: 2, found: values.count),
            inserting: [5],
            vectors: values
        )
        #expect(throws: VectorIndexError.wrongDimension(expected: 2, found: values.count)) {
            try index.snapshot().neighbors(of: values, count: 1)
        }
    }

    @Test("A batch has to have whole queries")
    func notWholeRows() {
        #expect(throws: VectorIndexError.notWholeRows(dimension: 2, found: 3)) {
            try index.snapshot().neighbors(ofEach: [1, 2, 3], count: 1)
        }
    }

    @Test("A minimum score that is no number is refused")
    func minimumScoreIsNaN() {
        #expect(throws: VectorIndexError.minimumScoreIsNaN) {
            try index.snapshot().neighbors(of: [1, 2], count: 1, minimumScore: .nan)
        }
    }
}
