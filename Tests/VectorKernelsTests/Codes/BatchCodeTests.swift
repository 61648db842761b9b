import TestSupport
import Testing
import VectorKernels

/// Scans of codes for several queries at once.
@Suite struct BatchCodeTests {
    @Test("A scan of codes for several queries finds what scans for one each find, bit for bit, on every level")
    func severalQueries() {
        var generator = SeededGenerator(seed: 21)
        for (kind, dimension) in [(RowKind.mixed, 5), (.gaussian, 40), (.nearlyParallel, 384)] {
            let rows = kind.rows(64, dimension: dimension, using: &generator)
            let block = RowBlock(dimension: dimension, capacity: 64)
            block.append(vectors: rows.span, ids: Array(0..<64).span)
            let queries = (0..<RowBlock.scannedQueryCount).compactMap { _ in
                let query = RowKind.gaussian.rows(1, dimension: dimension, using: &generator)
                return CodeQuery(query.span, longest: longest(rows, dimension: dimension))
            }
            for (level, count) in SIMDLevel.available.flatMap({ level in (1...queries.count).map { (level, $0) } }) {
                var (several, one) = (BatchCandidates(), CodeCandidates())
                let thresholds = queries.prefix(count).map { query in
                    block.findCandidates(query, rows: 16..<64, threshold: -.infinity, into: &one, level: level)
                    return one.bound(at: 7)
                }
                block.findCandidates(
                    queries[..<count],
                    rows: 16..<64,
                    thresholds: thresholds.span,
                    into: &several,
                    level: level
                )
                for query in 0..<count {
                    let threshold = thresholds[query]
                    block.findCandidates(queries[query], rows: 16..<64, threshold: threshold, into: &one, level: level)
                    #expect(several.count(of: query) == one.count)
                    for index in 0..<min(one.count, several.count(of: query)) {
                        #expect(several.row(at: index, of: query) == one.row(at: index))
                        #expect(several.estimate(at: index, of: query) == one.estimate(at: index))
                        #expect(several.bound(at: index, of: query) == one.bound(at: index))
                    }
                }
            }
        }
    }

    @Test(
        "In eight bits, a row is found for a query if their product reaches the threshold, on every level the same",
        arguments: RowKind.allCases,
        [1, 3, 16, 17, 64, 384, 1000]
    )
    func bytesLoseNothing(kind: RowKind, dimension: Int) throws {
        var generator = SeededGenerator(seed: UInt64(dimension))
        let rowCount = 21
        let rows = kind.rows(rowCount, dimension: dimension, using: &generator)
        for (queryKind, queryCount) in [(RowKind.gaussian, 1), (.gaussian, 16), (.outliers, 17), (.oneHot, 32)] {
            let queries = queryKind.rows(queryCount, dimension: dimension, using: &generator)
            let bytes = try #require(byteQueries(queries, for: rows, dimension: dimension))
            let columnCount = queryCount <= 16 ? 16 : 32
            for row in 0..<rowCount {
                let products = (0..<queryCount).map { product(rows, row, queries, $0, dimension: dimension) }
                let thresholds = products + Array(repeating: .infinity, count: columnCount - queryCount)
                let found = candidates(bytes, rows, dimension: dimension, thresholds: thresholds, level: .portable)
                for query in 0..<queryCount {
                    #expect(found.contains(UInt32(row * columnCount + query)), "\(queryKind), row \(row)")
                }
                for level in SIMDLevel.available {
                    #expect(
                        found == candidates(bytes, rows, dimension: dimension, thresholds: thresholds, level: level)
                    )
                }
            }
        }
    }

    @Test("In eight bits, bounds are within a fiftieth of the lengths, and a scan may stop at a limit")
    func bytesRuleOut() throws {
        let (dimension, rowCount) = (384, 40)
        var generator = SeededGenerator(seed: 5)
        let rows = RowKind.gaussian.rows(rowCount, dimension: dimension, using: &generator)
        let query = RowKind.gaussian.rows(1, dimension: dimension, using: &generator)
        let lengths = longest(rows, dimension: dimension) * longest(query, dimension: dimension)
        let bytes = try #require(byteQueries(query, for: rows, dimension: dimension))
        let best = (0..<rowCount).map { product(rows, $0, query, 0, dimension: dimension) }.max() ?? 0
        for level in SIMDLevel.available {
            var thresholds: [Float] = Array(repeating: .infinity, count: 16)
            thresholds[0] = best + Float(0.02 * lengths)
            #expect(candidates(bytes, rows, dimension: dimension, thresholds: thresholds, level: level).isEmpty)
            var (places, byteRows): ([UInt32], ByteRows) = ([], ByteRows(dimension: dimension))
            byteRows.encode(rows.span, level: level)
            thresholds[0] = -.infinity
            let count = bytes.findCandidates(
                in: byteRows,
                thresholds: thresholds.span,
                limit: 3,
                into: &places,
                level: level
            )
            #expect(count > 3 && count < rowCount)
        }
    }

    @Test("A query too short for codes has none in eight bits either")
    func shortQuery() {
        #expect(byteQueries([1, 0, 1e-30, 0], for: [1, 0], dimension: 2) == nil)
    }

    private func byteQueries(_ queries: [Float], for rows: [Float], dimension: Int) -> ByteQueries? {
        ByteQueries(queries.span, dimension: dimension, longest: longest(rows, dimension: dimension))
    }

    private func candidates(
        _ queries: ByteQueries,
        _ rows: [Float],
        dimension: Int,
        thresholds: [Float],
        level: SIMDLevel
    ) -> [UInt32] {
        var (places, byteRows): ([UInt32], ByteRows) = ([], ByteRows(dimension: dimension))
        byteRows.encode(rows.span, level: level)
        let count = queries.findCandidates(
            in: byteRows,
            thresholds: thresholds.span,
            limit: .max,
            into: &places,
            level: level
        )
        return Array(places[..<count])
    }

    private func product(_ rows: [Float], _ row: Int, _ queries: [Float], _ query: Int, dimension: Int) -> Float {
        VectorMath.dot(
            queries.span.extracting(query * dimension..<(query + 1) * dimension),
            rows.span.extracting(row * dimension..<(row + 1) * dimension)
        )
    }

    private func longest(_ rows: [Float], dimension: Int) -> Double {
        stride(from: 0, to: rows.count, by: dimension).map { start in
            rows[start..<start + dimension].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }.max() ?? 0
    }
}
