import Testing
import VectorKernels

/// Rows and weights with numbers that no model should have: nothing traps, and only what they belong to is spoilt.
@Suite struct OperandTests {
    static let inputCounts = [1, 7, 16, 17, 33, 384]
    /// Names of rows that stay finite, and what makes each number of them.
    static let finiteRows: [(name: String, number: @Sendable (Int) -> Float)] = [
        ("zeros", { _ in 0 }), ("negative zeros", { _ in -0.0 }), ("equal", { _ in -0.3 }),
        ("one huge", { $0 == 0 ? 1e30 : 0.5 }),
        ("denormals", { Float($0 % 5) * 0x1p-140 }), ("denormal and 1", { $0 == 0 ? 1 : 0x1p-130 }),
        ("far from zero", { 1e6 + Float($0 % 3) }),
    ]
    static let otherRows: [(name: String, number: @Sendable (Int) -> Float)] = [
        ("infinity", { $0 == 0 ? .infinity : 1 }), ("minus infinity last", { $0 % 7 == 6 || $0 == 0 ? -.infinity : 1 }),
        ("NaN", { $0 == 0 ? .nan : Float($0) }), ("all NaN", { _ in .nan }),
        ("NaN of the lowest bit", { $0 == 0 ? Float(bitPattern: 0x7f80_0001) : 1 }),
        ("NaN of all bits", { $0 == 0 ? Float(bitPattern: 0xffff_ffff) : 1 }),
        ("both infinities", { $0 % 2 == 0 ? .infinity : -.infinity }),
    ]

    @Test("Odd rows have products within the bounds, and change no other row", arguments: Multiplier.all)
    func finite(multiplier: Multiplier) {
        for inputCount in Self.inputCounts {
            for row in Self.finiteRows {
                let (map, values) = (
                    LinearMap(outputCount: 33, inputCount: inputCount, seed: 1), numbers(row.number, inputCount)
                )
                let products = productsAmongOthers(values, map, multiplier)
                for (output, product) in products.enumerated() {
                    let expected = map.reference(values[...], output: output, format: multiplier.format)
                    #expect(abs(Double(product) - expected.value) <= expected.tolerance, "\(row.name), \(inputCount)")
                }
            }
        }
    }

    @Test("What is not finite spoils the products of its row only", arguments: Multiplier.all)
    func notFinite(multiplier: Multiplier) {
        for inputCount in Self.inputCounts {
            for row in Self.otherRows {
                let map = LinearMap(outputCount: 33, inputCount: inputCount, seed: 2)
                let products = productsAmongOthers(numbers(row.number, inputCount), map, multiplier)
                #expect(products.allSatisfy { !$0.isFinite }, "\(row.name), \(inputCount)")
            }
        }
    }

    @Test("Weights that are not finite spoil the products of their output only", arguments: Multiplier.all)
    func weights(multiplier: Multiplier) {
        let rows = randomValues(3 * 17, in: 1...2, seed: 3)
        let map = LinearMap(outputCount: 33, inputCount: 17, seed: 4)
        let expected = map.applied(to: rows, format: multiplier.format, level: multiplier.level)
        for bitPattern: UInt32 in [0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7f80_0001, 0xffff_ffff] {
            var spoilt = map
            spoilt.weights[5 * 17 + 16] = Float(bitPattern: bitPattern)
            let products = spoilt.applied(to: rows, format: multiplier.format, level: multiplier.level)
            for (place, product) in products.enumerated() {
                #expect(place % 33 == 5 ? !product.isFinite : product == expected[place])
            }
        }
    }

    @Test("A row of equal numbers is exact as bytes", arguments: Multiplier.all.filter { $0.format == .int8 })
    func equalNumbers(multiplier: Multiplier) {
        for inputCount in Self.inputCounts {
            var map = LinearMap(outputCount: 33, inputCount: inputCount, bias: 0)
            // A step of one: the weights are exact, too.
            for place in map.weights.indices {
                map.weights[place] = Float(place % inputCount == 0 ? 127 : place % 255 - 127)
            }
            let products = productsAmongOthers(Array(repeating: 0.3, count: inputCount), map, multiplier)
            for (output, product) in products.enumerated() {
                let sum = map.weights[output * inputCount..<(output + 1) * inputCount].reduce(0, +)
                #expect(product == sum * 0.3, "\(inputCount) inputs")
            }
        }
    }

    @Test("Rows go where they are asked to, and the others stay", arguments: Multiplier.all)
    func someRows(multiplier: Multiplier) {
        let map = LinearMap(outputCount: 32, inputCount: 9, seed: 5)
        let (old, new) = (randomValues(6 * 9, seed: 6), randomValues(6 * 9, seed: 7))
        let operand = map.operand(old, format: multiplier.format, level: multiplier.level)
        operand.setRows(from: 3, to: makeMatrix(new, columnCount: 9), rows: 1..<3, level: multiplier.level)
        let result = TokenMatrix(rowCount: 6, columnCount: 32)
        result.setProduct(
            operand,
            rows: 0..<6,
            map.packed(multiplier.format),
            panels: 0..<1,
            atRow: 0,
            atPanel: 0,
            level: multiplier.level
        )
        let rows = Array(old[..<27] + new[9..<27] + old[45...])
        let expected = map.applied(to: rows, format: multiplier.format, level: multiplier.level)
        #expect(bits(values(of: result)) == bits(expected))
    }

    private func numbers(_ number: (Int) -> Float, _ count: Int) -> [Float] { (0..<count).map(number) }

    /// The products of a row between others, which must have the same products with and without it.
    private func productsAmongOthers(_ row: [Float], _ map: LinearMap, _ multiplier: Multiplier) -> [Float] {
        let others = randomValues(16 * map.inputCount, seed: 8)
        let split = 5 * map.inputCount
        let expected = map.applied(to: others, format: multiplier.format, level: multiplier.level)
        let products = map.applied(
            to: Array(others[..<split] + row + others[split...]),
            format: multiplier.format,
            level: multiplier.level
        )
        let place = 5 * map.outputCount
        let rest = products[..<place] + products[(place + map.outputCount)...]
        #expect(bits(Array(rest)) == bits(expected))
        return Array(products[place..<place + map.outputCount])
    }
}
