import Foundation
import Testing
import VectorKernels

@Suite struct ActivationTests {
    @Test("GELU from −20 to 20", arguments: SIMDLevel.available)
    func accuracy(level: SIMDLevel) {
        let inputs = Array(stride(from: Float(-20), through: 20, by: 1.0 / 512))
        for (activation, tolerance) in [(TokenMatrix.Activation.gelu, 5e-7), (.roughGELU, 2e-4), (.none, 0)] {
            let results = applied(activation, to: inputs, level)
            let errors = zip(results, inputs).map { result, input in
                let x = Double(input)
                let expected = activation == .none ? x : x * (1 + erf(x / 2.0.squareRoot())) / 2
                return abs(Double(result) - expected)
            }
            #expect(errors.allSatisfy { $0 <= tolerance }, "\(activation)")
        }
    }

    @Test("GELU of numbers without measure", arguments: SIMDLevel.available)
    func extremes(level: SIMDLevel) {
        for (activation, tolerance) in [(TokenMatrix.Activation.gelu, Float(5e-7)), (.roughGELU, 2e-4)] {
            let results = applied(
                activation,
                to: [.infinity, -.infinity, 1e30, -1e30, 0x1p-140, -0x1p-140, .nan],
                level
            )
            #expect(results[0] == .infinity)
            #expect(abs(results[1]) <= tolerance)
            #expect(abs(results[2] - 1e30) <= 1e24)
            #expect(abs(results[3]) <= tolerance)
            #expect(abs(results[4]) <= 0x1p-140 && abs(results[5]) <= 0x1p-140)
            #expect(results[6].isNaN)
        }
    }

    /// The activation of biases, which are all that there is to a product with weights of zero.
    private func applied(_ activation: TokenMatrix.Activation, to inputs: [Float], _ level: SIMDLevel) -> [Float] {
        var map = LinearMap(outputCount: inputs.count, inputCount: 1, bias: 0)
        map.biases = inputs
        return map.applied(to: [0], format: .float32, activation: activation, level: level)
    }
}
