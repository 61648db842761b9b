import Foundation
import Ranking

/// What there is to know about an installed model.
public struct ModelSummary: Sendable, Codable {
    public var name: String
    public var folder: String
    /// Values of an embedding.
    public var dimension: Int
    /// The longest text it reads, in tokens, special ones included.
    public var maximumTokenCount: Int
    /// The precision that runs.
    public var precision: Precision
    /// Of `model.safetensors`, in hexadecimal.
    public var sha256: String
    /// How its cosines map to the scale of the thresholds.
    public var calibration: String

    enum CodingKeys: String, CodingKey {
        case name, folder
        case dimension = "dimensions"
        case maximumTokenCount = "max_tokens"
        case precision, sha256, calibration
    }
}

extension InstalledModel {
    /// Loads the model and describes it.
    ///
    /// - Parameter precision: What is asked for.
    /// - Throws: ``EngineError/Code/modelUnavailable`` when its files are not what they should be.
    public func summary(precision: Precision = .standard) throws -> ModelSummary {
        let encoder = try TextEncoder(model: self, precision: precision)
        return ModelSummary(
            name: name,
            folder: folder.path,
            dimension: encoder.dimension,
            maximumTokenCount: encoder.maximumTokenCount,
            precision: encoder.precision,
            sha256: try checksum(),
            calibration: calibration.formula
        )
    }
}

extension ScoreCalibration {
    /// The map from a cosine c, for people.
    fileprivate var formula: String {
        guard let logistic else { return "(1 + c) / 2" }
        return "1 / (1 + exp(-(\(logistic.slope) c + \(logistic.offset))))"
    }
}
