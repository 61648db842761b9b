import DocumentStore
public import Foundation

/// Measures what the built-in classifier says of messages whose intent and sentiment are known.
public struct MessageEvaluation: Sendable {
    /// A message of a test set.
    private struct LabelledMessage: Decodable, Sendable {
        var split: String
        var intent: String
        var sentiment: String
        var text: String
    }

    /// Macro-F1: the mean, over the labels, of the harmonic mean of precision and recall (Sokolova and Lapalme 2009,
    /// doi:10.1016/j.ipm.2009.03.002, with the mean taken of F, not of its parts).
    public struct Result: Encodable, Sendable {
        public var messages: Int
        public var intentMacroF1: Double
        public var sentimentMacroF1: Double
        public var millisecondsPerMessage: Double
        /// The encoder's precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case messages, precision
            case intentMacroF1 = "intent_macro_f1"
            case sentimentMacroF1 = "sentiment_macro_f1"
            case millisecondsPerMessage = "ms_per_message"
        }
    }

    private let messages: [LabelledMessage]
    private let model: InstalledModel
    private let precision: Precision

    /// Reads a test set.
    ///
    /// - Parameters:
    ///   - folder: Has `messages.jsonl`: a line is an object with `split`, `intent`, `sentiment` and `text`.
    ///   - split: Which part is measured: `test`, or `development` for whoever changes the classifier.
    ///   - model: The encoder.
    ///   - precision: The encoder's.
    /// - Throws: ``EngineError/Code/unreadableDocument``.
    public init(
        folder: URL,
        split: String = "test",
        model: InstalledModel,
        precision: Precision = .standard
    ) throws {
        self.model = model
        self.precision = precision
        let file = folder.appending(path: "messages.jsonl")
        do {
            messages = try Data(contentsOf: file).split(separator: UInt8(ascii: "\n"))
                .map { try JSONDecoder().decode(LabelledMessage.self, from: Data($0)) }
                .filter { $0.split == split }
        } catch {
            throw EngineError(.unreadableDocument, "cannot read \(file.relativePath): \(error)", cause: error)
        }
        guard !messages.isEmpty else {
            throw EngineError(.unreadableDocument, "\(file.relativePath) has no messages of the split '\(split)'")
        }
    }

    /// Classifies all messages, on the calling thread.
    public func run() throws -> Result {
        let encoder = try TextEncoder(model: model, precision: precision)
        let analysis = MessageAnalysis(encoder: encoder, classifier: LazyMessageClassifier())
        _ = analysis.intelligence(of: "Hello")
        let clock = ContinuousClock()
        let start = clock.now
        let results = messages.map { analysis.intelligence(of: $0.text) }
        let duration = clock.now - start
        return Result(
            messages: messages.count,
            intentMacroF1: Self.macroF1(zip(messages.map(\.intent), results.map(\.intent))),
            sentimentMacroF1: Self.macroF1(zip(messages.map(\.sentiment), results.map(\.sentiment.rawValue))),
            millisecondsPerMessage: duration / .milliseconds(1) / Double(messages.count),
            precision: encoder.precision
        )
    }

    /// Over the labels that are expected or found.
    private static func macroF1(_ pairs: some Sequence<(String, String)>) -> Double {
        var hits: [String: Double] = [:]
        var total: [String: Double] = [:]
        for (expected, found) in pairs {
            total[expected, default: 0] += 1
            total[found, default: 0] += 1
            if expected == found { hits[expected, default: 0] += 1 }
        }
        return total.reduce(0) { $0 + 2 * (hits[$1.key] ?? 0) / $1.value } / Double(max(1, total.count))
    }
}
