import VectorKernels

/// A product in double precision, and how far from it a product in some format may be.
struct ReferenceProduct {
    var value: Double
    var tolerance: Double
}

/// The unit roundoff of float32.
private let roundoff = 0x1p-24

extension LinearMap {
    /// The exact product of a row with the weights of an output, plus the bias.
    ///
    /// Float32: the bound of sums (see `Reference.dotTolerance`). Bfloat16: the same over operands rounded to it, whose
    /// products float32 holds exactly; each step may flush what is below 2⁻¹²⁶. Int8: `quantized` says.
    func reference(_ row: ArraySlice<Float>, output: Int, format: NumberFormat) -> ReferenceProduct {
        let weights = weights[output * inputCount..<(output + 1) * inputCount]
        let bias = Double(biases[output])
        switch format {
        case .float32: return rounded(Reference.dot(row, weights), bias)
        case .bfloat16: return rounded(Reference.dot(row.map(bfloat16)[...], weights.map(bfloat16)[...]), bias)
        case .int8: return quantized(row, weights, bias)
        }
    }

    private func rounded(_ dot: (value: Double, magnitude: Double), _ bias: Double) -> ReferenceProduct {
        let tolerance = Reference.dotTolerance(count: inputCount + 1, magnitude: dot.magnitude + abs(bias))
        return ReferenceProduct(value: dot.value + bias, tolerance: tolerance + Double(inputCount + 1) * 0x1p-126)
    }

    /// An activation is off by half a step of its row, a weight by half a step of its column: with the errors d and e,
    /// Σ(w + e)(x + d) is off by Σw·d + Σe·x + Σe·d. The quotients that are rounded to whole numbers have errors of a few
    /// units in the last place of 255 themselves: a thousandth of a step more. The sum of whole numbers is exact; what
    /// follows rounds a few times what is as large as the row's and the column's largest numbers allow.
    private func quantized(_ row: ArraySlice<Float>, _ weights: ArraySlice<Float>, _ bias: Double) -> ReferenceProduct {
        let steps = QuantizationSteps(row, weights)
        let halves = (row: steps.row * 0.501, column: steps.column * 0.501)
        let exact = Reference.dot(row, weights)
        let error =
            halves.row * weights.reduce(0) { $0 + abs(Double($1)) }
            + halves.column * row.reduce(0) { $0 + abs(Double($1)) }
            + Double(inputCount) * halves.row * halves.column
        return ReferenceProduct(
            value: exact.value + bias,
            tolerance: error + steps.roundingTolerance(count: inputCount, bias: bias) + Double(inputCount) * 0x1p-100
        )
    }

    /// What int8 makes of a row: the product of whole numbers of steps. Where a number is so near to the middle of two
    /// that float32 may round it either way, the tolerance has room for a step.
    func emulatedInt8(_ row: ArraySlice<Float>, output: Int) -> ReferenceProduct {
        let weights = weights[output * inputCount..<(output + 1) * inputCount]
        let steps = QuantizationSteps(row, weights)
        var value = Double(biases[output])
        var tolerance = steps.roundingTolerance(count: inputCount, bias: value)
        for (x, w) in zip(row, weights) {
            let left = Nearest((Double(x) - steps.smallest) / steps.row)
            let right = Nearest(Double(w) / steps.column)
            let activation = left.value * steps.row + steps.smallest
            value += activation * right.value * steps.column
            if left.isNearTie { tolerance += steps.row * abs(right.value * steps.column) }
            if right.isNearTie { tolerance += steps.column * (abs(activation) + steps.row) }
        }
        return ReferenceProduct(value: value, tolerance: tolerance)
    }
}

/// The steps of a row of activations and of a column of weights.
private struct QuantizationSteps {
    var smallest: Double
    var row: Double
    var column: Double
    private var largestProduct: Double

    init(_ activations: ArraySlice<Float>, _ weights: ArraySlice<Float>) {
        let largest = activations.reduce(-.infinity) { max($0, Double($1)) }
        let largestWeight = weights.reduce(0) { max($0, abs(Double($1))) }
        smallest = activations.reduce(.infinity) { min($0, Double($1)) }
        row = (largest - smallest) / 255
        column = largestWeight / 127
        largestProduct = (largest - smallest + abs(smallest)) * largestWeight
    }

    func roundingTolerance(count: Int, bias: Double) -> Double {
        8 * roundoff * (Double(count) * largestProduct + abs(bias))
    }
}

/// A quotient rounded to a whole number; 0 for 0 / 0.
private struct Nearest {
    var value: Double
    var isNearTie: Bool

    init(_ quotient: Double) {
        value = quotient.isNaN ? 0 : quotient.rounded(.toNearestOrEven)
        isNearTie = 0.5 - abs(quotient - value) < 1e-4
    }
}

/// The nearest of the numbers that have 8 significant bits, of two the one whose last bit is zero.
func bfloat16(_ x: Float) -> Float {
    let below = Float(bitPattern: x.bitPattern & 0xffff_0000)
    let above = Float(bitPattern: (x.bitPattern & 0xffff_0000) + 0x1_0000)
    let distances = (below: abs(Double(x) - Double(below)), above: abs(Double(above) - Double(x)))
    if distances.below == distances.above {
        return below.bitPattern & 0x1_0000 == 0 ? below : above
    }
    return distances.below < distances.above ? below : above
}
