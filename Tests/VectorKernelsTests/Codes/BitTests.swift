import TestSupport
import Testing
import VectorKernels

/// Codes of one bit a value, and the rotation before them.
@Suite struct BitTests {
    private static let dimensions = [1, 63, 64, 65, 100, 192, 384, 1000]

    private static func rotated(_ row: [Float], by rotation: RandomRotation, level: SIMDLevel = .detected) -> [Float] {
        var values = [Float](repeating: 0, count: rotation.paddedDimension)
        var target = values.mutableSpan
        rotation.rotate(row.span, into: &target, level: level)
        return values
    }

    private static func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test(
        "A rotation keeps inner products, spreads out single values, and is the same on every level",
        arguments: dimensions
    )
    func rotation(dimension: Int) {
        var generator = SeededGenerator(seed: UInt64(dimension))
        let rotation = RandomRotation(dimension: dimension, using: &generator)
        let (a, b) = (generator.vector(dimension), generator.vector(dimension))
        let (rotatedA, rotatedB) = (Self.rotated(a, by: rotation), Self.rotated(b, by: rotation))
        let size = (Self.product(a, a) * Self.product(b, b)).squareRoot()
        #expect(abs(Self.product(rotatedA, rotatedB) - Self.product(a, b)) <= 1e-5 * size)
        var oneHot = [Float](repeating: 0, count: dimension)
        oneHot[dimension / 2] = 1
        let spread = Self.rotated(oneHot, by: rotation)
        // As of normally distributed values, whose largest of a thousand is at 3.3 deviations.
        #expect(spread.allSatisfy { abs($0) <= 6 / Float(rotation.paddedDimension).squareRoot() })
        for level in SIMDLevel.available {
            let other = Self.rotated(a, by: rotation, level: level)
            #expect(zip(other, rotatedA).allSatisfy { abs($0 - $1) <= 1e-5 })
        }
    }

    /// Rows encoded from a centre, and a query.
    private struct Sample {
        let rows: [[Float]]
        let query: [Float]
        let block: BitBlock
        let codes: BitQuery
        let list: BitQuery.List

        init(_ rows: [[Float]], center: [Float], query: [Float], deviations: Float, level: SIMDLevel) {
            var generator = SeededGenerator(seed: 5)
            let rotation = RandomRotation(dimension: query.count, using: &generator)
            let groupCount = (rows.count + BitBlock.groupRowCount - 1) / BitBlock.groupRowCount
            let block = BitBlock(paddedDimension: rotation.paddedDimension, groupCount: groupCount)
            let rotatedCenter = rotated(center, by: rotation, level: level)
            for place in 0..<block.placeCount {
                guard place < rows.count else {
                    block.leaveEmpty(place)
                    continue
                }
                let row = rotated(rows[place], by: rotation, level: level)
                block.encode(row.span, from: rotatedCenter.span, at: place, level: level)
            }
            self.rows = rows
            self.query = query
            self.block = block
            let rotatedQuery = rotated(query, by: rotation, level: level)
            codes = BitQuery(rotatedQuery.span, deviations: deviations)
            let difference = zip(query, center).map { $0 - $1 }
            list = BitQuery.List(
                centerScore: Float(product(query, center)),
                squareDistance: Float(product(difference, difference)),
                threshold: -.infinity
            )
        }

        func candidates(threshold: Float, level: SIMDLevel) -> CodeCandidates {
            var (list, candidates) = (list, CodeCandidates())
            list.threshold = threshold
            block.findCandidates(codes, places: 0..<block.placeCount, list: list, into: &candidates, level: level)
            return candidates
        }
    }

    private static func sample(
        _ kind: RowKind,
        dimension: Int,
        count: Int,
        deviations: Float = 3,
        level: SIMDLevel = .detected
    ) -> Sample {
        var generator = SeededGenerator(seed: 77)
        let values = kind.rows(count, dimension: dimension, using: &generator)
        let rows = (0..<count).map { Array(values[$0 * dimension..<($0 + 1) * dimension]) }
        let center = (0..<dimension).map { column in rows.prefix(8).reduce(0) { $0 + $1[column] / 8 } }
        let query = (0..<dimension).map { rows[0][$0] + Float.random(in: -1...1, using: &generator) }
        return Sample(rows, center: center, query: query, deviations: deviations, level: level)
    }

    @Test(
        "Scores lie around their estimates as far as they are said to, over rows that are all alike but for noise too",
        arguments: [RowKind.gaussian, .oneHot, .nearlyParallel, .outliers, .mixed],
        [64, 100, 384]
    )
    func estimates(kind: RowKind, dimension: Int) {
        let sample = Self.sample(kind, dimension: dimension, count: 2000)
        let candidates = sample.candidates(threshold: -.infinity, level: .detected)
        #expect(candidates.count == 2000)
        var (squares, farCount, known) = (0.0, 0, 0)
        for index in 0..<candidates.count {
            let score = Self.product(sample.query, sample.rows[candidates.row(at: index)])
            let (estimate, bound) = (Double(candidates.estimate(at: index)), Double(candidates.bound(at: index)))
            guard bound < .infinity, bound > estimate else { continue }
            let deviation = 3 * (score - estimate) / (bound - estimate)
            squares += deviation * deviation
            farCount += abs(deviation) > 3 ? 1 : 0
            known += 1
        }
        guard known > 500 else { return }
        #expect((squares / Double(known)).squareRoot() < 1.3)
        // Of normally distributed ones 0.27% are farther off.
        #expect(Double(farCount) < 0.02 * Double(known))
    }

    @Test("Levels find the same rows by the same estimates", arguments: [1, 64, 100, 384, 4096])
    func levels(dimension: Int) {
        let reference = Self.sample(.gaussian, dimension: dimension, count: 61, level: .portable)
        let all = reference.candidates(threshold: -.infinity, level: .portable)
        #expect((0..<all.count).map(all.row(at:)) == Array(0..<61))
        // Between two bounds, so that rounding decides nothing.
        let bounds = (0..<61).map { all.bound(at: $0) }.sorted()
        let middle = (bounds[30] + bounds[31]) / 2
        for level in SIMDLevel.available {
            // The same codes, read on another level.
            let found = reference.candidates(threshold: middle, level: level)
            #expect((0..<found.count).map(found.row(at:)) == (0..<61).filter { all.bound(at: $0) >= middle })
            let encoded = Self.sample(.gaussian, dimension: dimension, count: 61, level: level)
            let others = encoded.candidates(threshold: -.infinity, level: level)
            #expect(others.count == 61)
        }
    }

    @Test("Rows of which squares say nothing are always found, places without rows never")
    func extremes() {
        var rows = [[Float]](repeating: [Float](repeating: 1e18, count: 40), count: 3)
        rows += [[Float]](repeating: [Float](repeating: 1e-30, count: 40), count: 2)
        for level in SIMDLevel.available {
            let sample = Sample(
                rows,
                center: Array(repeating: 0, count: 40),
                query: Array(repeating: 0.1, count: 40),
                deviations: 2,
                level: level
            )
            let found = sample.candidates(threshold: 1e30, level: level)
            #expect((0..<found.count).map(found.row(at:)) == [0, 1, 2, 3, 4])
            #expect(sample.candidates(threshold: -.infinity, level: level).count == 5)
        }
    }

    @Test("The largest column of each row, the first of several", arguments: [1, 15, 16, 17, 100])
    func largestColumns(columnCount: Int) {
        var generator = SeededGenerator(seed: UInt64(columnCount))
        let matrix = generator.wholeNumbers(columnCount * 50)
        let biases = generator.wholeNumbers(columnCount)
        let expected = (0..<50).map { row in
            let sums = (0..<columnCount).map { matrix[row * columnCount + $0] + biases[$0] }
            return UInt32(sums.firstIndex(of: sums.max() ?? 0) ?? 0)
        }
        for level in SIMDLevel.available {
            var columns = [UInt32](repeating: 0, count: 50)
            var target = columns.mutableSpan
            RowScan.largestColumns(of: matrix.span, plus: biases.span, into: &target, level: level)
            #expect(columns == expected)
        }
    }
}
