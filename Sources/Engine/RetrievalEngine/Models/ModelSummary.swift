import Foundation
import Ranking
import SentenceEncoder

/// What there is to know about an installed model.
public struct ModelSummary: Sendable, Codable {
    /// What a model does.
    public enum Kind: String, Sendable, Codable {
        /// Turns a text into a vector.
        case encoder
        /// Scores how well a passage answers a question.
        case reranker
    }

    public var name: String
    public var folder: String
    /// Nil when the model cannot be loaded.
    public var kind: Kind?
    /// Values of an embedding; nil for models that make none.
    public var dimension: Int?
    /// The longest text or pair of texts it reads, in tokens, special ones included.
    public var maximumTokenCount: Int?
    /// The precision that runs.
    public var precision: Precision?
    /// Of `model.safetensors`, in hexadecimal.
    public var sha256: String
    /// How scores map to the scale of the thresholds.
    public var calibration: String?
    /// Why the model cannot be loaded; nil when it can.
    public var problem: String?

    enum CodingKeys: String, CodingKey {
        case name, folder, kind
        case dimension = "dimensions"
        case maximumTokenCount = "max_tokens"
        case precision, sha256, calibration, problem
    }
}

extension InstalledModel {
    /// Loads the model and describes it.
    ///
    /// - Parameter precision: What is asked for.
    /// - Throws: ``EngineError/Code/modelUnavailable`` when its weights cannot be read.
    public func summary(precision: Precision = .standard) throws -> ModelSummary {
        var summary = ModelSummary(name: name, folder: folder.path, sha256: try checksum())
        do {
            if try CrossEncoder.isCrossEncoder(modelFolder: folder) {
                let reranker = try CrossEncoder(modelFolder: folder, precision: precision.encoderPrecision)
                summary.kind = .reranker
                summary.maximumTokenCount = reranker.maximumTokenCount
                summary.precision = Precision(reranker.precision)
            } else {
                let encoder = try TextEncoder(model: self, precision: precision)
                summary.kind = .encoder
                summary.dimension = encoder.dimension
                summary.maximumTokenCount = encoder.maximumTokenCount
                summary.precision = encoder.precision
                summary.calibration = try relevance().formula
            }
        } catch {
            summary.problem = "\((error as? EngineError)?.message ?? String(describing: error))"
        }
        return summary
    }
}

extension RelevanceModel {
    /// The maps of both stages, for people.
    fileprivate var formula: String {
        "search: \(firstStage.formula); reranking: \(secondStage.formula)"
    }
}

extension RelevanceCalibration {
    fileprivate var formula: String { "1 / (1 + exp(-((\(slope.formula)) score + \(level.formula))))" }
}

extension RelevanceCalibration.Line {
    fileprivate var formula: String {
        let numbers = [constant, coverage, cosine].map {
            $0.formatted(.number.precision(.significantDigits(4)).grouping(.never))
        }
        return "\(numbers[0]) + \(numbers[1]) coverage + \(numbers[2]) best cosine"
    }
}
