import Testing
import VectorKernels

/// What goes over the rows of a matrix, at every level, against plain loops in double precision. What pads the rows is not
/// a number, see `makeMatrix`.
@Suite struct TokenRowTests {
    /// Widths on both sides of the sixteen values of a vector and of pairs of vectors.
    static let widths = [1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 384]

    @Test("Layer normalisation of a sum", arguments: widths)
    func layerNorm(width: Int) {
        let inputs = randomValues(5 * width, in: -4...4, seed: 13)
        let residual = randomValues(5 * width, in: -4...4, seed: 14)
        let norm = LayerNorm(
            scale: randomValues(width, seed: 16),
            shift: randomValues(width, seed: 17),
            epsilon: 1e-5
        )
        for level in SIMDLevel.available {
            let matrix = makeMatrix(inputs, columnCount: width)
            let other = makeMatrix(residual, columnCount: width)
            matrix.addAndNormalize(rows: 1..<4, residual: other, norm: norm, level: level)
            let results = values(of: matrix)
            #expect(bits(values(of: other)) == bits(residual))
            #expect(results[..<width] == inputs[..<width] && results[(4 * width)...] == inputs[(4 * width)...])
            for first in stride(from: width, to: 4 * width, by: width) {
                let sums = (first..<first + width).map { Double(inputs[$0]) + Double(residual[$0]) }
                for (column, expected) in normalized(sums, norm).enumerated() {
                    // A few units in the last place of values up to about 20, the largest with 384 columns.
                    #expect(abs(Double(results[first + column]) - expected) < 1e-5)
                }
            }
        }
    }

    @Test("A row of equal numbers has no variance: the shift is left", arguments: widths)
    func equalNumbers(width: Int) {
        let norm = LayerNorm(
            scale: Array(repeating: 2, count: width),
            shift: Array(repeating: 0.5, count: width),
            epsilon: 1e-12
        )
        for level in SIMDLevel.available {
            let matrix = makeMatrix(Array(repeating: 1, count: width), columnCount: width)
            let residual = makeMatrix(Array(repeating: 2, count: width), columnCount: width)
            matrix.addAndNormalize(rows: 0..<1, residual: residual, norm: norm, level: level)
            #expect(values(of: matrix) == norm.shift)
        }
    }

    @Test("What is not a number stays in its row", arguments: widths)
    func notNumbers(width: Int) {
        let inputs = randomValues(3 * width, seed: 18)
        let norm = LayerNorm(scale: randomValues(width, seed: 19), shift: randomValues(width, seed: 20), epsilon: 1e-5)
        for level in SIMDLevel.available {
            let clean = makeMatrix(inputs, columnCount: width)
            let spoilt = makeMatrix(inputs, columnCount: width)
            spoilt.withMutableRow(1) { $0[width / 2] = .nan }
            let residual = makeMatrix(Array(repeating: 0, count: 3 * width), columnCount: width)
            for matrix in [clean, spoilt] {
                matrix.addAndNormalize(rows: 0..<3, residual: residual, norm: norm, level: level)
            }
            let (results, expected) = (values(of: spoilt), values(of: clean))
            #expect(results[..<width] == expected[..<width] && results[(2 * width)...] == expected[(2 * width)...])
            #expect(results[width..<2 * width].allSatisfy { $0.isNaN })
        }
    }

    @Test("The mean of some rows", arguments: widths)
    func mean(width: Int) {
        let matrix = makeMatrix((0..<5 * width).map { Float($0 % 13) }, columnCount: width)
        for level in SIMDLevel.available {
            let mean = matrix.mean(ofRows: 1..<5, level: level)
            let expected = (0..<width).map { column in
                (1..<5).reduce(Float(0)) { $0 + Float(($1 * width + column) % 13) } / 4
            }
            #expect(mean == expected)
        }
    }

    @Test("A vector is scaled to length 1, and one of zeros stays")
    func normalize() {
        var vector: [Float] = [3, 0, -4]
        var span = vector.mutableSpan
        VectorMath.normalize(&span)
        #expect(vector == [0.6, 0, -0.8])
        var zeros: [Float] = [0, 0]
        var zeroSpan = zeros.mutableSpan
        VectorMath.normalize(&zeroSpan)
        #expect(zeros == [0, 0])
    }

    @Test("A vector without a direction becomes zero", arguments: [Float.infinity, -.infinity, .nan])
    func normalizeWithoutDirection(value: Float) {
        var vector = [1, value, 2]
        var span = vector.mutableSpan
        VectorMath.normalize(&span)
        #expect(vector == [0, 0, 0])
    }

    @Test("Rows that are not there are a caller's bug")
    func wrongRows() async {
        await #expect(processExitsWith: .failure) {
            _ = TokenMatrix(rowCount: 2, columnCount: 3).mean(ofRows: 1..<3)
        }
        await #expect(processExitsWith: .failure) {
            TokenMatrix(rowCount: 2, columnCount: 3).withRow(2) { _ in }
        }
    }

    private func normalized(_ values: [Double], _ norm: LayerNorm) -> [Double] {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return values.enumerated().map { column, value in
            (value - mean) / (variance + Double(norm.epsilon)).squareRoot() * Double(norm.scale[column])
                + Double(norm.shift[column])
        }
    }
}
