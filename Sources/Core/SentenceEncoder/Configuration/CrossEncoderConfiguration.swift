package import Foundation

/// What a model folder says about a cross-encoder, a BertForSequenceClassification of one label.
package struct CrossEncoderConfiguration: Sendable {
    /// What makes a score of the logit where the model is used as its makers meant it.
    package enum Activation: Sendable {
        /// The logit is the score.
        case identity
        /// The score is 1 / (1 + e^−logit).
        case sigmoid
    }

    /// The folder of the transformer's files and of the tokenizer's.
    package var transformerFolder: URL
    package var transformer: BERTConfiguration
    package var activation: Activation
    /// What stands before every query; empty unless `config_sentence_transformers.json` has a default prompt.
    package var prompt: String
    /// The longest pair, special tokens included; see `SequenceConfiguration`.
    package var maximumTokenCount: Int
    package var lowercasesText: Bool

    package init(modelFolder: URL) throws(EncoderError) {
        let steps = try ModelSteps(ofCrossEncoder: modelFolder)
        transformerFolder = modelFolder.appending(path: steps.transformerPath)
        let file = transformerFolder.appending(path: "config.json")
        transformer = try BERTConfiguration(configurationFile: file)
        try ModelArchitectures(configurationFile: file).requireCrossEncoder()
        let content = try JSONFile.read(Content.self, at: file)
        guard content.labelCount == 1, transformer.segmentCount >= 2 else {
            throw EncoderError(
                .unsupportedModel,
                file: file.lastPathComponent,
                "expected one label and two segments, found \(content.labelCount) labels and "
                    + "type_vocab_size \(transformer.segmentCount)"
            )
        }
        let settings = try JSONFile.readIfPresent(
            ActivationContent.self,
            at: modelFolder.appending(path: "config_sentence_transformers.json")
        )
        activation = try Self.activation(named: [settings?.activation, content.activation])
        prompt = try Prompts(modelFolder: modelFolder).standard
        let sequence = try SequenceConfiguration(
            transformerFolder: transformerFolder,
            task: .classification,
            positionCount: transformer.positionCount,
            minimumTokenCount: 5
        )
        maximumTokenCount = sequence.maximumTokenCount
        lowercasesText = sequence.lowercasesText
    }

    /// The first name of a class of PyTorch counts; without one, and for classes of others, which the reference does not
    /// trust, a model of one label has the sigmoid.
    private static func activation(named names: [String?]) throws(EncoderError) -> Activation {
        guard let name = names.lazy.compactMap(\.self).first(where: { $0.hasPrefix("torch.") }) else { return .sigmoid }
        switch name.split(separator: ".").last {
        case "Identity": return .identity
        case "Sigmoid": return .sigmoid
        default:
            throw EncoderError(
                .unsupportedModel,
                file: "config.json",
                "expected Identity or Sigmoid as the activation of the score, found \(name)"
            )
        }
    }

    private struct ActivationContent: Decodable {
        var activation: String?

        enum CodingKeys: String, CodingKey {
            case activation = "activation_fn"
        }
    }

    /// The fields of `config.json` about the head.
    private struct Content: Decodable {
        private var statedLabelCount: Int?
        private var labels: [String: String]?
        private var settings: ActivationContent?
        private var oldActivation: String?

        /// The reference writes `id2label` except for its standard number of labels, two.
        var labelCount: Int { statedLabelCount ?? labels?.count ?? 2 }

        var activation: String? { settings?.activation ?? oldActivation }

        private enum CodingKeys: String, CodingKey {
            case statedLabelCount = "num_labels"
            case labels = "id2label"
            case settings = "sentence_transformers"
            case oldActivation = "sbert_ce_default_activation_function"
        }
    }
}
