/// A random number generator whose sequence is given by its seed (SplitMix64: Steele, Lea & Flood 2014,
/// doi:10.1145/2660193.2660195).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) {
        state = seed
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// Values in −1…1 with 24 random bits.
    package mutating func vector(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
    }

    /// Small whole numbers: every inner product of them is exact in float32.
    package mutating func wholeNumbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float(Int.random(in: -3...3, using: &self)) }
    }
}
