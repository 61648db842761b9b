import Foundation

/// A monotone map of an encoder's raw cosine to [0, 1], for what is compared by its cosine alone: questions with each other,
/// statements with sentences. Passages have `RelevanceCalibration`.
///
/// Raw cosines mean something else with each encoder, so each carries its own map: a logistic curve
/// 1 / (1 + e^−(slope · cosine + offset)) fitted on data, or (1 + cosine) / 2 when nothing is known about it.
///
/// The map is exact enough to be pushed down into an index: `passes(_:threshold:)`, `score(for:) >= threshold` and
/// `cosine >= rawScore(for: threshold)` agree for every `Float`. For that, cosines are clamped to [−1, 1] and rounded
/// down to multiples of 2⁻²⁴: neighbouring arguments then differ by far more than the error of `exp`, so that the
/// computed map is monotone as the ideal one is, and each step of it begins at a cosine that `Float` holds exactly.
package struct ScoreCalibration: Sendable, Equatable {
    /// The parameters of the logistic curve.
    package struct Logistic: Sendable, Equatable, Codable {
        /// Change of log-odds with the cosine; positive.
        package var slope: Double
        /// Log-odds at cosine 0.
        package var offset: Double

        package init(slope: Double, offset: Double) {
            self.slope = slope
            self.offset = offset
        }
    }

    /// nil: (1 + cosine) / 2.
    package let logistic: Logistic?

    /// The map for encoders that nothing is known about: (1 + cosine) / 2.
    package static let linear = ScoreCalibration()

    private init() {
        logistic = nil
    }

    /// - Precondition: The slope is in 0.001…1000 and the offset in −1000…1000.
    package init(_ logistic: Logistic) {
        precondition(Self.accepts(logistic), "a calibration with \(logistic) is not usable")
        self.logistic = logistic
    }

    private static func accepts(_ logistic: Logistic) -> Bool {
        (0.001...1000).contains(logistic.slope) && (-1000...1000).contains(logistic.offset)
    }
}

extension ScoreCalibration {
    /// How many steps the map has between cosine 0 and 1.
    private static let resolution = Float(1 << 24)

    /// The calibrated score of a cosine, in [0, 1]; what is not a number scores as −1 does.
    ///
    /// Never decreases as the cosine grows.
    package func score(for cosine: Float) -> Double {
        let clamped = cosine.isNaN ? -1 : min(1, max(-1, cosine))
        return score(forStep: Int((clamped * Self.resolution).rounded(.down)))
    }

    /// Whether the calibrated score of a cosine reaches the threshold, inclusively.
    package func passes(_ cosine: Float, threshold: Double) -> Bool {
        score(for: cosine) >= threshold
    }

    /// The least cosine whose calibrated score reaches the threshold: the exact inverse of `score(for:)`.
    ///
    /// −∞ when every cosine reaches it; +∞ when none does, or when the threshold is not a number.
    ///
    /// - Complexity: 25 evaluations of the map.
    package func rawScore(for threshold: Double) -> Float {
        var (low, high) = (-Int(Self.resolution), Int(Self.resolution))
        guard score(forStep: high) >= threshold else { return .infinity }
        guard score(forStep: low) < threshold else { return -.infinity }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if score(forStep: middle) >= threshold {
                high = middle
            } else {
                low = middle
            }
        }
        return Float(high) / Self.resolution
    }

    private func score(forStep step: Int) -> Double {
        let cosine = Double(step) / Double(Self.resolution)
        guard let logistic else { return (1 + cosine) / 2 }
        return 1 / (1 + exp(-(logistic.slope * cosine + logistic.offset)))
    }
}

extension ScoreCalibration: Codable {
    private enum CodingKeys: CodingKey {
        case logistic
    }

    /// Reads `{"logistic": {"slope": …, "offset": …}}`, or `{}` for the linear map.
    ///
    /// - Throws: `DecodingError` when the parameters are out of range.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        logistic = try container.decodeIfPresent(Logistic.self, forKey: .logistic)
        if let logistic, !Self.accepts(logistic) {
            throw DecodingError.dataCorruptedError(
                forKey: .logistic,
                in: container,
                debugDescription: "slope must be in 0.001…1000 and offset in −1000…1000, found \(logistic)"
            )
        }
    }
}
