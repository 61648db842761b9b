import Foundation
package import Ranking

/// A calibration, with what it was fitted on: the form of the file `roost-calibration.json` in a model's folder.
public struct CalibrationRecord: Sendable, Codable {
    /// A test set that samples were taken from.
    public struct Source: Sendable, Codable {
        public var name: String
        /// Of its file of documents, in hexadecimal.
        public var sha256: String
        public var questions: Int
    }

    /// What thresholds did to the questions that nothing was fitted on.
    public struct Check: Sendable, Codable {
        public var asked: Int
        /// The share that kept its passage with `min_k` 0.5 and `min_n` 0.7; nil for collections without answers.
        public var kept: Double?
        /// The share that got no passage.
        public var silent: Double
    }

    public var model: String
    public var modelSHA256: String
    public var precision: Precision
    public var sets: [Source]
    package var relevance: RelevanceModel
    /// By kind of question.
    public var checks: [String: Check]

    enum CodingKeys: String, CodingKey {
        case model, precision, sets, relevance, checks
        case modelSHA256 = "model_sha256"
    }

    static let fileName = "roost-calibration.json"

    /// The JSON text, members in alphabetical order.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
