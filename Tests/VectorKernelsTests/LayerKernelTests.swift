import Foundation
import Testing
import VectorKernels

/// The steps of a transformer's layer, every version of each, against plain loops in double precision.
@Suite struct LayerKernelTests {
    /// Widths on both sides of the sixteen values of a vector and of pairs of vectors.
    static let widths = [1, 3, 7, 8, 15, 16, 17, 31, 32, 33, 64, 384]

    @Test("GELU is within 5e-7 of the exact one from −20 to 20")
    func geluAccuracy() {
        let inputs = stride(from: Float(-20), through: 20, by: 1.0 / 512).map { $0 }
        for level in SIMDLevel.available {
            var matrix = makeMatrix(inputs, columnCount: inputs.count)
            matrix.addBiasAndApplyGELU([Float](repeating: 0, count: inputs.count), level: level)
            for (result, input) in zip(values(of: matrix), inputs) {
                #expect(abs(Double(result) - gelu(Double(input))) < 5e-7)
            }
        }
    }

    @Test("A bias is added to every row before GELU", arguments: widths)
    func biasAndGELU(width: Int) {
        let inputs = randomValues(3 * width, in: -4...4, seed: 11)
        let bias = randomValues(width, seed: 12)
        for level in SIMDLevel.available {
            var matrix = makeMatrix(inputs, columnCount: width)
            matrix.addBiasAndApplyGELU(bias, level: level)
            for (place, result) in values(of: matrix).enumerated() {
                #expect(abs(Double(result) - gelu(Double(inputs[place] + bias[place % width]))) < 1e-6)
            }
        }
    }

    @Test("Layer normalisation of a sum", arguments: widths)
    func layerNorm(width: Int) {
        let inputs = randomValues(3 * width, in: -4...4, seed: 13)
        let residual = randomValues(3 * width, in: -4...4, seed: 14)
        let bias = randomValues(width, seed: 15)
        let norm = Matrix.LayerNorm(
            scale: randomValues(width, seed: 16),
            shift: randomValues(width, seed: 17),
            epsilon: 1e-5
        )
        for level in SIMDLevel.available {
            var matrix = makeMatrix(inputs, columnCount: width)
            matrix.addAndNormalize(
                bias: bias,
                residual: makeMatrix(residual, columnCount: width),
                norm: norm,
                level: level
            )
            let results = values(of: matrix)
            for first in stride(from: 0, to: inputs.count, by: width) {
                let sums = (0..<width).map {
                    Double(inputs[first + $0]) + Double(residual[first + $0]) + Double(bias[$0])
                }
                for (column, expected) in normalized(sums, norm).enumerated() {
                    // A few units in the last place of values up to about 20, the largest with 384 columns.
                    #expect(abs(Double(results[first + column]) - expected) < 1e-5)
                }
            }
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

    @Test("Rows become columns", arguments: [1, 5, 16, 33])
    func transpose(width: Int) {
        let block = makeMatrix((0..<3 * width).map(Float.init), columnCount: width)
        var matrix = Matrix(rowCount: width, columnCount: 5)
        matrix.setColumns(from: 1, toRowsOf: block)
        let expected = (0..<width).flatMap { row -> [Float] in
            [0, Float(row), Float(width + row), Float(2 * width + row), 0]
        }
        #expect(values(of: matrix) == expected)
    }

    @Test("A product of matrices takes its number of rows from the left one")
    func product() {
        let left = makeMatrix([1, 2, 3, 4, 5, 6], columnCount: 2)
        let right = makeMatrix([1, 0, 2, 0, 1, 3], columnCount: 3)
        var result = Matrix(rowCount: 4, columnCount: 3)
        result.setProduct(left, right)
        #expect(result.rowCount == 3)
        #expect(values(of: result) == [1, 2, 8, 3, 4, 18, 5, 6, 28])
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

    private func gelu(_ x: Double) -> Double {
        x * (1 + erf(x / 2.0.squareRoot())) / 2
    }

    private func normalized(_ values: [Double], _ norm: Matrix.LayerNorm) -> [Double] {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return values.enumerated().map { column, value in
            (value - mean) / (variance + Double(norm.epsilon)).squareRoot() * Double(norm.scale[column])
                + Double(norm.shift[column])
        }
    }
}
