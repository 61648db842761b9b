import Testing
import VectorKernels

/// A matrix of the given values, row by row. What pads its rows is not a number, so that nothing may depend on it.
func makeMatrix(_ values: [Float], columnCount: Int) -> TokenMatrix {
    let matrix = TokenMatrix(rowCount: values.count / columnCount, columnCount: columnCount)
    let whole = LinearMap(outputCount: PackedWeights.paddedCount(columnCount), inputCount: 1, bias: .nan)
    let operand = TokenOperand(format: .float32, rowCount: matrix.rowCount, columnCount: 1)
    let weights = whole.packed(.float32)
    matrix.setProduct(
        operand,
        rows: 0..<matrix.rowCount,
        weights,
        panels: 0..<weights.panelCount,
        atRow: 0,
        atPanel: 0
    )
    for row in 0..<matrix.rowCount {
        matrix.withMutableRow(row) { span in
            for column in span.indices { span[column] = values[row * columnCount + column] }
        }
    }
    return matrix
}

/// The values of a matrix, row by row.
func values(of matrix: TokenMatrix) -> [Float] {
    (0..<matrix.rowCount).flatMap { row in
        matrix.withRow(row) { span in span.indices.map { span[$0] } }
    }
}

/// Weights and biases before they are packed.
struct LinearMap {
    var inputCount: Int
    /// `outputs × inputCount`.
    var weights: [Float]
    var biases: [Float]
    var outputCount: Int { biases.count }

    init(outputCount: Int, inputCount: Int, bias: Float) {
        self.inputCount = inputCount
        weights = Array(repeating: 0, count: outputCount * inputCount)
        biases = Array(repeating: bias, count: outputCount)
    }

    init(outputCount: Int, inputCount: Int, seed: UInt64) {
        self.inputCount = inputCount
        weights = randomValues(outputCount * inputCount, seed: seed)
        biases = randomValues(outputCount, seed: seed + 1)
    }

    func packed(_ format: NumberFormat) -> PackedWeights {
        let panelCount = PackedWeights.panelCount(forOutputs: outputCount)
        var result = PackedWeights(format: format, inputCount: inputCount, panelCount: panelCount)
        for panel in 0..<panelCount {
            let first = panel * PackedWeights.panelOutputCount
            let end = min(first + PackedWeights.panelOutputCount, outputCount)
            result.setPanel(
                panel,
                weights: weights.span.extracting(first * inputCount..<end * inputCount),
                biases: biases.span.extracting(first..<end)
            )
        }
        return result
    }

    /// What the map makes of some rows, `rows × outputCount`.
    func applied(
        to rows: [Float],
        format: NumberFormat,
        activation: TokenMatrix.Activation = .none,
        level: SIMDLevel
    ) -> [Float] {
        let rowCount = rows.count / inputCount
        let result = TokenMatrix(rowCount: rowCount, columnCount: outputCount)
        let weights = packed(format)
        result.setProduct(
            operand(rows, format: format, level: level),
            rows: 0..<rowCount,
            weights,
            panels: 0..<weights.panelCount,
            activation: activation,
            atRow: 0,
            atPanel: 0,
            level: level
        )
        return values(of: result)
    }
}

/// Rows in a format.
func operand(_ rows: [Float], columnCount: Int, format: NumberFormat, level: SIMDLevel) -> TokenOperand {
    let rowCount = rows.count / columnCount
    let result = TokenOperand(format: format, rowCount: rowCount, columnCount: columnCount)
    result.setRows(from: 0, to: makeMatrix(rows, columnCount: columnCount), rows: 0..<rowCount, level: level)
    return result
}

extension LinearMap {
    func operand(_ rows: [Float], format: NumberFormat, level: SIMDLevel) -> TokenOperand {
        VectorKernelsTests.operand(rows, columnCount: inputCount, format: format, level: level)
    }
}

/// A format, and a level that multiplies its numbers.
struct Multiplier: Sendable, CustomTestStringConvertible {
    var format: NumberFormat
    var level: SIMDLevel
    var testDescription: String { "\(format) at \(level)" }

    static let all = NumberFormat.allCases.flatMap { format in
        SIMDLevel.available.filter { format.isSupported(at: $0) }.map { Multiplier(format: format, level: $0) }
    }
}
