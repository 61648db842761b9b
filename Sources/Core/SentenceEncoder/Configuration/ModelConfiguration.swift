package import Foundation

/// What a model folder in the form of sentence-transformers says about the model.
///
/// `modules.json` lists the steps: Transformer, Pooling and perhaps Normalize. Without the file the steps are a
/// Transformer in the folder itself and mean pooling, as in the reference implementation.
package struct ModelConfiguration: Sendable {
    /// How the vectors of a text's tokens become one.
    package enum Pooling: Sendable {
        /// The vector of the first token, `[CLS]`.
        case classificationToken
        /// The mean over all tokens, special ones included.
        case mean
    }

    /// The folder of the transformer's files and of the tokenizer's.
    package var transformerFolder: URL
    package var transformer: BERTConfiguration
    package var pooling: Pooling
    /// The longest sequence to encode, special tokens included: `max_seq_length` of `sentence_bert_config.json`, or
    /// else all positions of the model.
    package var maximumTokenCount: Int
    /// `do_lower_case` of `sentence_bert_config.json`: the text is lower-cased before it reaches the tokenizer.
    package var lowercasesText: Bool

    package init(modelFolder: URL) throws(EncoderError) {
        let steps = try ModelSteps(modelFolder: modelFolder)
        transformerFolder = modelFolder.appending(path: steps.transformerPath)
        transformer = try BERTConfiguration(configurationFile: transformerFolder.appending(path: "config.json"))
        pooling =
            if let path = steps.poolingPath {
                try Self.pooling(
                    file: modelFolder.appending(path: path).appending(path: "config.json"),
                    dimension: transformer.hiddenSize
                )
            } else {
                .mean
            }
        let sequence = try JSONFile.readIfPresent(
            SequenceContent.self,
            at: transformerFolder.appending(path: "sentence_bert_config.json")
        )
        lowercasesText = sequence?.lowercasesText ?? false
        maximumTokenCount = min(sequence?.maximumTokenCount ?? .max, transformer.positionCount)
        // Fewer leave no room for a token between [CLS] and [SEP].
        guard maximumTokenCount >= 3 else {
            throw EncoderError(
                .malformedFile,
                file: modelFolder.lastPathComponent,
                "expected a max_seq_length of 3 at least, found \(maximumTokenCount)"
            )
        }
    }

    private struct SequenceContent: Decodable {
        var maximumTokenCount: Int?
        var lowercasesText: Bool?

        enum CodingKeys: String, CodingKey {
            case maximumTokenCount = "max_seq_length"
            case lowercasesText = "do_lower_case"
        }
    }

    /// Reads a pooling module's `config.json`: exactly one `pooling_mode_…` is true.
    private static func pooling(file url: URL, dimension: Int) throws(EncoderError) -> Pooling {
        let content = try JSONFile.read([String: PoolingValue].self, at: url)
        if case .number(let found)? = content["word_embedding_dimension"], found != dimension {
            throw EncoderError(
                .malformedFile,
                file: url.lastPathComponent,
                "expected word_embedding_dimension \(dimension), the model's hidden_size, found \(found)"
            )
        }
        let modes = content.filter { $0.key.hasPrefix("pooling_mode_") && $0.value == .flag(true) }.keys.sorted()
        switch modes {
        case ["pooling_mode_cls_token"]: return .classificationToken
        case ["pooling_mode_mean_tokens"]: return .mean
        default:
            throw EncoderError(
                .unsupportedModel,
                file: url.lastPathComponent,
                "expected pooling_mode_cls_token or pooling_mode_mean_tokens alone, found \(modes)"
            )
        }
    }

    /// A value of the pooling module's configuration.
    private enum PoolingValue: Decodable, Equatable {
        case flag(Bool)
        case number(Int)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                if let flag = try? container.decode(Bool.self) {
                    .flag(flag)
                } else if let number = try? container.decode(Int.self) {
                    .number(number)
                } else {
                    .other
                }
        }
    }
}
