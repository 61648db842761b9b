internal import VectorKernels

/// How the encoder holds the numbers of its matrix products.
package enum EncoderPrecision: String, Sendable, CaseIterable, Codable {
    /// 32-bit floating point: what models are published in, and what the others are compared with.
    case fp32
    /// bfloat16: the range of float32 with 8 bits of precision; sums in float32.
    case bf16
    /// 8-bit integers with scales: one for each output channel of the weights and one for each token; sums in int32.
    case int8

    /// What is used when nothing is asked for.
    package static let standard = EncoderPrecision.bf16

    /// What this processor runs when this precision is asked for: the same, or `fp32` where it lacks the instructions.
    package var supported: EncoderPrecision { productFormat.isSupported() ? self : .fp32 }

    /// The format of products with weights.
    var productFormat: NumberFormat {
        switch self {
        case .fp32: .float32
        case .bf16: .bfloat16
        case .int8: .int8
        }
    }

    /// The format of attention, whose factors are both activations: bytes would be too coarse for them.
    var attentionFormat: NumberFormat {
        self != .fp32 && NumberFormat.bfloat16.isSupported() ? .bfloat16 : .float32
    }

    var activation: TokenMatrix.Activation { self == .fp32 ? .gelu : .roughGELU }
}
