import TestSupport
import Testing
import VectorKernels

@Suite struct RowScanTests {
    @Test(
        "Every row's score is bit for bit the inner product",
        arguments: [1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 70, 384]
    )
    func equalsDot(dimension: Int) {
        var generator = SeededGenerator(seed: UInt64(dimension))
        for rowCount in 0...11 {
            let query = (0..<dimension).map { _ in Float.random(in: -1...1, using: &generator) }
            let rows = (0..<rowCount * dimension).map { _ in Float.random(in: -1...1, using: &generator) }
            for level in SIMDLevel.available {
                var scores = [Float](repeating: .nan, count: rowCount + 1)
                var span = scores.mutableSpan
                RowScan.scores(of: query.span, rows: rows.span, into: &span, level: level)
                for row in 0..<rowCount {
                    let values = rows.span.extracting(row * dimension..<(row + 1) * dimension)
                    #expect(scores[row] == VectorMath.dot(query.span, values, level: level))
                }
                #expect(scores[rowCount].isNaN, "wrote behind the last row")
            }
        }
    }
}

@Suite struct RowBlockTests {
    @Test("Appended rows are read back, whole and in part")
    func readsBack() {
        let block = RowBlock(dimension: 3, capacity: 4)
        let (first, second): ([Float], [Float]) = ([1, 2, 3], [4, 5, 6, 7, 8, 9])
        block.append(vectors: first.span, ids: [10].span)
        block.append(vectors: second.span, ids: [20, 30].span)
        #expect(block.count == 3)
        block.withRows(1..<3) { vectors, ids in
            #expect(vectors.indices.map { vectors[$0] } == second)
            #expect(ids.indices.map { ids[$0] } == [20, 30])
        }
    }

    @Test("Reading rows that are not there traps")
    func trapsOnMissingRows() async {
        await #expect(processExitsWith: .failure) {
            RowBlock(dimension: 3, capacity: 4).withRows(0..<1) { _, _ in }
        }
    }

    @Test("Appending more rows than fit traps")
    func trapsWhenFull() async {
        await #expect(processExitsWith: .failure) {
            let (vectors, ids): ([Float], [Int64]) = ([1, 2], [1, 2])
            RowBlock(dimension: 1, capacity: 1).append(vectors: vectors.span, ids: ids.span)
        }
    }
}

@Suite struct RowPackTests {
    @Test("Packs rows from several places, again after it was emptied")
    func packs() {
        var pack = RowPack(dimension: 2, capacity: 3)
        let (vectors, ids): ([Float], [Int64]) = ([1, 2, 3, 4], [7, 8])
        pack.append(vectors: vectors.span, ids: ids.span)
        pack.removeAll()
        pack.append(vectors: vectors.span.extracting(2..<4), ids: ids.span.extracting(1..<2))
        pack.append(vectors: vectors.span, ids: ids.span)
        #expect(pack.count == 3)
        pack.withRows { vectors, ids in
            #expect(vectors.indices.map { vectors[$0] } == [3, 4, 1, 2, 3, 4])
            #expect(ids.indices.map { ids[$0] } == [8, 7, 8])
        }
    }
}
