import SentenceEncoder

/// How the encoder holds the numbers of its matrix products: fewer bits are faster, and a little less exact.
public enum Precision: String, Sendable, CaseIterable, Codable {
    /// 32-bit floating point.
    case fp32
    /// bfloat16, sums in float32.
    case bf16
    /// 8-bit integers with scales, sums in int32.
    case int8

    /// What is used when nothing is asked for.
    public static let standard = Precision(EncoderPrecision.standard)

    /// What this processor runs when this precision is asked for: the same, or another where it lacks the instructions.
    public var supported: Precision { Precision(encoderPrecision.supported) }
}

extension Precision {
    init(_ precision: EncoderPrecision) {
        switch precision {
        case .fp32: self = .fp32
        case .bf16: self = .bf16
        case .int8: self = .int8
        }
    }

    var encoderPrecision: EncoderPrecision {
        switch self {
        case .fp32: .fp32
        case .bf16: .bf16
        case .int8: .int8
        }
    }
}
