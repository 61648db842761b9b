internal import CSIMDKernels

/// How the numbers of a matrix product are held; sums are held in 32 bits, floats or whole numbers.
package enum NumberFormat: Int32, Sendable, CaseIterable {
    /// IEEE 754 binary32.
    case float32 = 0
    /// The upper half of a binary32.
    case bfloat16 = 1
    /// Bytes: activations from 0 to 255 with a scale and an offset for each token, weights from −127 to 127 with a scale
    /// for each output (Jacob et al. 2018, arXiv:1712.05877, section 2).
    /// The sums of more than 66,311 inputs may overflow.
    case int8 = 2

    /// Whether the processor multiplies numbers of this format at a level.
    package func isSupported(at level: SIMDLevel = .detected) -> Bool {
        roost_format_runs(level.rawValue, rawValue) != 0
    }
}
