import Foundation
import Testing
import VectorKernels

/// Products of tokens with weights, in every format at every level that multiplies it, against plain loops.
@Suite struct ProductTests {
    struct Shape {
        var rows: Int
        var inputs: Int
        var outputs: Int

        func randomRows(seed: UInt64) -> [Float] { randomValues(rows * inputs, in: -2...3, seed: seed) }
        func map(seed: UInt64) -> LinearMap { LinearMap(outputCount: outputs, inputCount: inputs, seed: seed) }
    }

    /// Inputs on both sides of the numbers of a word and of a vector, outputs on both sides of a panel, and in turn with
    /// them every remainder of rows after tiles of 2, 6 and 14.
    static let shapes: [Shape] = {
        let rows = Array(1...15) + [28, 29]
        var shapes: [Shape] = []
        for inputs in [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 33, 384] {
            for outputs in [1, 31, 32, 33, 65] {
                shapes.append(Shape(rows: rows[shapes.count % rows.count], inputs: inputs, outputs: outputs))
            }
        }
        return shapes
    }()

    @Test("Every number is within its format's bound", arguments: Multiplier.all)
    func withinBounds(multiplier: Multiplier) {
        for (seed, shape) in Self.shapes.enumerated() {
            let (rows, map) = (shape.randomRows(seed: UInt64(seed)), shape.map(seed: 100 + UInt64(seed)))
            expect(shape, rows, map, multiplier) { map.reference($0, output: $1, format: multiplier.format) }
        }
    }

    @Test(
        "Bytes are what plain loops over rounded numbers give",
        arguments: Multiplier.all.filter { $0.format == .int8 }
    )
    func matchesEmulation(multiplier: Multiplier) {
        for (seed, shape) in Self.shapes.enumerated() {
            let (rows, map) = (shape.randomRows(seed: UInt64(seed)), shape.map(seed: 100 + UInt64(seed)))
            expect(shape, rows, map, multiplier) { map.emulatedInt8($0, output: $1) }
        }
    }

    @Test("The activation is applied to sum and bias", arguments: Multiplier.all)
    func activations(multiplier: Multiplier) {
        let shape = Shape(rows: 15, inputs: 17, outputs: 33)
        let (rows, map) = (shape.randomRows(seed: 1), shape.map(seed: 2))
        for (activation, error) in [(TokenMatrix.Activation.gelu, 5e-7), (.roughGELU, 2e-4)] {
            expect(shape, rows, map, multiplier, activation) { row, output in
                let sum = map.reference(row, output: output, format: multiplier.format)
                let value = sum.value * (1 + erf(sum.value / 2.0.squareRoot())) / 2
                // GELU's slope is nowhere above 1.13. The unit in the last place of its result, as of the sum.
                return ReferenceProduct(value: value, tolerance: 1.13 * sum.tolerance + error + abs(value) * 0x1p-22)
            }
        }
    }

    @Test("A row's products depend on no other row and not on the tile it is in", arguments: Multiplier.all)
    func rowsAreIndependent(multiplier: Multiplier) {
        let shape = Shape(rows: 29, inputs: 33, outputs: 65)
        let (rows, map) = (shape.randomRows(seed: 3), shape.map(seed: 4))
        let whole = map.applied(to: rows, format: multiplier.format, level: multiplier.level)
        for size in 1...15 {
            var parts: [Float] = []
            for first in stride(from: 0, to: shape.rows, by: size) {
                let part = rows[first * shape.inputs..<min(first + size, shape.rows) * shape.inputs]
                parts += map.applied(to: Array(part), format: multiplier.format, level: multiplier.level)
            }
            #expect(bits(parts) == bits(whole), "in blocks of \(size) rows")
        }
    }

    @Test("Some rows and panels are what they are of the whole, and nothing else changes", arguments: Multiplier.all)
    func subranges(multiplier: Multiplier) {
        let shape = Shape(rows: 29, inputs: 7, outputs: 96)
        let (rows, map) = (shape.randomRows(seed: 5), shape.map(seed: 6))
        let whole = map.applied(to: rows, format: multiplier.format, level: multiplier.level)
        let operand = map.operand(rows, format: multiplier.format, level: multiplier.level)
        let weights = map.packed(multiplier.format)
        for (rows, panels) in [(3..<4, 0..<1), (5..<20, 1..<3), (14..<29, 2..<3), (7..<7, 0..<3), (0..<3, 1..<1)] {
            let result = makeMatrix(Array(repeating: 7, count: 32 * 128), columnCount: 128)
            result.setProduct(
                operand,
                rows: rows,
                weights,
                panels: panels,
                atRow: 2,
                atPanel: 1,
                level: multiplier.level
            )
            var expected = [Float](repeating: 7, count: 32 * 128)
            for (place, row) in rows.enumerated() {
                for (column, output) in (32 * panels.lowerBound..<32 * panels.upperBound).enumerated() {
                    expected[(2 + place) * 128 + 32 + column] = whole[row * shape.outputs + output]
                }
            }
            #expect(bits(values(of: result)) == bits(expected), "rows \(rows), panels \(panels)")
        }
    }

    private func expect(
        _ shape: Shape,
        _ rows: [Float],
        _ map: LinearMap,
        _ multiplier: Multiplier,
        _ activation: TokenMatrix.Activation = .none,
        _ reference: (ArraySlice<Float>, Int) -> ReferenceProduct
    ) {
        let results = map.applied(
            to: rows,
            format: multiplier.format,
            activation: activation,
            level: multiplier.level
        )
        var worst = (ratio: 0.0, place: 0)
        for (place, result) in results.enumerated() {
            let (row, output) = place.quotientAndRemainder(dividingBy: shape.outputs)
            let expected = reference(rows[row * shape.inputs..<(row + 1) * shape.inputs], output)
            let ratio = abs(Double(result) - expected.value) / expected.tolerance
            if !worst.ratio.isNaN, !(ratio <= worst.ratio) { worst = (ratio, place) }
        }
        #expect(worst.ratio <= 1, "\(shape) at \(worst.place)")
    }
}

/// What tells floats apart that are equal, and is equal for the same NaN.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }
