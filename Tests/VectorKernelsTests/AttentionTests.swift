import Foundation
import Testing
import VectorKernels

@Suite struct AttentionTests {
    struct Shape {
        var lengths: [Int]
        var headCount: Int
        var headSize: Int
    }

    /// Lengths on both sides of a block of six queries and of one and two vectors of sixteen keys.
    static let shapes = [
        Shape(lengths: [1], headCount: 1, headSize: 1), Shape(lengths: [2, 5, 6, 7], headCount: 3, headSize: 4),
        Shape(lengths: [15, 16, 17], headCount: 2, headSize: 16), Shape(lengths: [33, 1], headCount: 2, headSize: 17),
        Shape(lengths: [31, 64], headCount: 12, headSize: 32), Shape(lengths: [130], headCount: 1, headSize: 64),
    ]

    @Test("Every version is that of plain loops in double precision", arguments: shapes)
    func matchesReference(shape: Shape) {
        let width = shape.headCount * shape.headSize
        let rowCount = shape.lengths.reduce(0, +)
        let projections = randomValues(rowCount * 3 * width, in: -2...2, seed: 21)
        let bias = randomValues(3 * width, seed: 22)
        let sequences = ranges(shape.lengths)
        let expected = reference(projections, bias, sequences, shape)
        for level in SIMDLevel.available {
            let results = attention(projections, bias, sequences, shape, level)
            for (result, expected) in zip(results, expected) {
                // Means of values up to 3; the scores, up to 6 · √headSize, are exact to about 1e-5.
                #expect(abs(Double(result) - expected) < 5e-5)
            }
        }
    }

    @Test("Scores so large that their exponentials overflow select the best key")
    func largeScores() {
        // One head of size 1: queries, keys and values of three tokens.
        let projections: [Float] = [1000, 1, 10, 1000, 2, 20, -1000, 3, 30]
        let shape = Shape(lengths: [3], headCount: 1, headSize: 1)
        for level in SIMDLevel.available {
            #expect(attention(projections, [0, 0, 0], [0..<3], shape, level) == [30, 30, 10])
        }
    }

    private func ranges(_ lengths: [Int]) -> [Range<Int>] {
        var start = 0
        return lengths.map { length in
            defer { start += length }
            return start..<start + length
        }
    }

    private func attention(
        _ projections: [Float],
        _ bias: [Float],
        _ sequences: [Range<Int>],
        _ shape: Shape,
        _ level: SIMDLevel
    ) -> [Float] {
        let width = shape.headCount * shape.headSize
        var result = Matrix(rowCount: shape.lengths.reduce(0, +), columnCount: width)
        let scratchCounts = shape.lengths.map {
            Matrix.attentionScratchCount(tokenCount: $0, headSize: shape.headSize)
        }
        var scratch = Matrix(rowCount: 1, columnCount: scratchCounts.reduce(0, max))
        result.setAttention(
            projections: makeMatrix(projections, columnCount: 3 * width),
            bias: bias,
            sequences: sequences,
            headCount: shape.headCount,
            scratch: &scratch,
            level: level
        )
        return values(of: result)
    }

    private func reference(
        _ projections: [Float],
        _ bias: [Float],
        _ sequences: [Range<Int>],
        _ shape: Shape
    ) -> [Double] {
        let size = shape.headSize
        let width = shape.headCount * size
        func value(_ row: Int, _ column: Int) -> Double {
            Double(projections[row * 3 * width + column]) + Double(bias[column])
        }
        var results: [Double] = []
        for rows in sequences {
            for row in rows {
                for head in 0..<shape.headCount {
                    let weights = rows.map { key in
                        let score = (head * size..<(head + 1) * size).reduce(0) {
                            $0 + value(row, $1) * value(key, width + $1)
                        }
                        return exp(score / Double(size).squareRoot())
                    }
                    let total = weights.reduce(0, +)
                    for column in head * size..<(head + 1) * size {
                        let sum = zip(weights, rows).reduce(0) { $0 + $1.0 * value($1.1, 2 * width + column) }
                        results.append(sum / total)
                    }
                }
            }
        }
        return results
    }
}
