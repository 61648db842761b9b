import TestSupport
import Testing
import VectorKernels

/// Rows of many kinds, as hard for codes as they come.
enum RowKind: String, CaseIterable, CustomTestStringConvertible {
    case gaussian
    case oneHot
    case equal
    case nearlyParallel
    case outliers
    case tiny
    case huge
    case zero
    case mixed

    var testDescription: String { rawValue }

    /// Rows, row-major.
    func rows(_ count: Int, dimension: Int, using generator: inout SeededGenerator) -> [Float] {
        let center = (0..<dimension).map { _ in Float.random(in: -1...1, using: &generator) }
        return (0..<count).flatMap { row -> [Float] in
            let kind = self == .mixed ? Self.allCases[row % (Self.allCases.count - 1)] : self
            return kind.row(dimension: dimension, center: center, using: &generator)
        }
    }

    private func row(dimension: Int, center: [Float], using generator: inout SeededGenerator) -> [Float] {
        var row = (0..<dimension).map { _ in
            (0..<6).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &generator) }
        }
        switch self {
        case .gaussian, .mixed: break
        case .oneHot:
            row = Array(repeating: 0, count: dimension)
            row[Int.random(in: 0..<dimension, using: &generator)] = Bool.random(using: &generator) ? 1 : -1
        case .equal: row = center
        case .nearlyParallel: for index in row.indices { row[index] = center[index] + row[index] * 1e-5 }
        case .outliers: row[Int.random(in: 0..<dimension, using: &generator)] *= 100
        case .tiny: for index in row.indices { row[index] *= 1e-20 }
        case .huge: for index in row.indices { row[index] *= 1e15 }
        case .zero: row = Array(repeating: 0, count: dimension)
        }
        return row
    }
}

@Suite struct CodeTests {
    private static let rowCount = 64

    private static func block(_ rows: [Float], dimension: Int) -> RowBlock {
        let block = RowBlock(dimension: dimension, capacity: rowCount)
        // In two parts, so that a group is made of both.
        append(0..<19, of: rows, to: block)
        append(19..<rowCount, of: rows, to: block)
        return block
    }

    private static func append(_ part: Range<Int>, of rows: [Float], to block: RowBlock) {
        let values = Array(rows[part.lowerBound * block.dimension..<part.upperBound * block.dimension])
        let ids = part.map(Int64.init)
        block.append(vectors: values.span, ids: ids.span)
    }

    private static func longest(_ rows: [Float], dimension: Int) -> Double {
        stride(from: 0, to: rows.count, by: dimension).map { start in
            rows[start..<start + dimension].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }.max() ?? 0
    }

    private static func codes(of query: [Float], for rows: [Float]) -> CodeQuery? {
        CodeQuery(query.span, longest: longest(rows, dimension: query.count))
    }

    @Test(
        "No row's product is above its bound, on every level; estimates are near",
        arguments: RowKind.allCases,
        [1, 3, 8, 9, 16, 31, 64, 384, 1000]
    )
    func bounds(kind: RowKind, dimension: Int) throws {
        var generator = SeededGenerator(seed: UInt64(dimension))
        let rows = kind.rows(Self.rowCount, dimension: dimension, using: &generator)
        let block = Self.block(rows, dimension: dimension)
        for queryKind in RowKind.allCases {
            let query = queryKind.rows(1, dimension: dimension, using: &generator)
            guard let codes = Self.codes(of: query, for: rows) else { continue }
            for level in SIMDLevel.available {
                var candidates = CodeCandidates()
                block.findCandidates(
                    codes,
                    rows: 0..<Self.rowCount,
                    threshold: -.infinity,
                    into: &candidates,
                    level: level
                )
                #expect(candidates.count == Self.rowCount)
                for index in 0..<candidates.count {
                    let row = candidates.row(at: index)
                    let product = VectorMath.dot(
                        query.span,
                        rows.span.extracting(row * dimension..<(row + 1) * dimension)
                    )
                    let (estimate, bound) = (candidates.estimate(at: index), candidates.bound(at: index))
                    #expect(product <= bound, "\(queryKind) row \(row)")
                    #expect(product >= 2 * estimate - bound, "\(queryKind) row \(row)")
                }
            }
        }
    }

    @Test("A threshold keeps exactly the rows whose bounds reach it, on every level")
    func threshold() throws {
        let dimension = 40
        var generator = SeededGenerator(seed: 1)
        let rows = RowKind.gaussian.rows(Self.rowCount, dimension: dimension, using: &generator)
        let block = Self.block(rows, dimension: dimension)
        let query = RowKind.gaussian.rows(1, dimension: dimension, using: &generator)
        let codes = try #require(Self.codes(of: query, for: rows))
        for level in SIMDLevel.available {
            var all = CodeCandidates()
            block.findCandidates(codes, rows: 0..<64, threshold: -.infinity, into: &all, level: level)
            let threshold = all.bound(at: 20)
            var found = CodeCandidates()
            block.findCandidates(codes, rows: 16..<64, threshold: threshold, into: &found, level: level)
            let expected = (16..<64).filter { all.bound(at: $0) >= threshold }
            #expect((0..<found.count).map(found.row(at:)) == expected)
        }
    }

    @Test("Levels estimate alike")
    func levels() throws {
        var generator = SeededGenerator(seed: 3)
        for dimension in [1, 7, 8, 15, 384, 4096] {
            let rows = RowKind.gaussian.rows(Self.rowCount, dimension: dimension, using: &generator)
            let block = Self.block(rows, dimension: dimension)
            let query = RowKind.gaussian.rows(1, dimension: dimension, using: &generator)
            let codes = try #require(Self.codes(of: query, for: rows))
            var reference = CodeCandidates()
            block.findCandidates(codes, rows: 0..<64, threshold: -.infinity, into: &reference, level: .portable)
            for level in SIMDLevel.available {
                var candidates = CodeCandidates()
                block.findCandidates(codes, rows: 0..<64, threshold: -.infinity, into: &candidates, level: level)
                for index in 0..<64 {
                    // The sums are exact; a few roundings follow.
                    let (one, other) = (candidates.estimate(at: index), reference.estimate(at: index))
                    #expect(abs(one - other) <= 4 * max(abs(one), abs(other)) * 0x1p-24)
                }
            }
        }
    }

    @Test("A query too short for codes has none")
    func shortQuery() {
        #expect(Self.codes(of: [1e-30, 0], for: [1, 0]) == nil)
    }
}
