import TestSupport
import VectorKernels

/// Plain loops in double precision that the kernels are compared with.
enum Reference {
    static func dot(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> (value: Double, magnitude: Double) {
        var value = 0.0
        var magnitude = 0.0
        for (left, right) in zip(a, b) {
            value += Double(left) * Double(right)
            magnitude += abs(Double(left) * Double(right))
        }
        return (value, magnitude)
    }

    /// The largest error a float32 sum of `count` products may have: γₙ·Σ|aᵢ·bᵢ| (Higham 2002, Accuracy and Stability
    /// of Numerical Algorithms, section 3.1).
    static func dotTolerance(count: Int, magnitude: Double) -> Double {
        Double(count + 1) * Double(Float.ulpOfOne) / 2 * magnitude
    }
}

/// Uniform values in `range` that the seed determines.
func randomValues(_ count: Int, in range: ClosedRange<Float> = -1...1, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float.random(in: range, using: &generator) }
}
