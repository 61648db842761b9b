internal import Foundation

/// How texts become sequences of tokens, by `sentence_bert_config.json` and `tokenizer_config.json`, both optional.
struct SequenceConfiguration {
    /// What the transformer's output is used for, as `transformer_task` says.
    enum Task: String {
        case features = "feature-extraction"
        case classification = "sequence-classification"
    }

    /// The longest sequence, special tokens included: `max_seq_length` of the first file or else `model_max_length` of
    /// the second, but not more than the model's positions.
    let maximumTokenCount: Int
    /// `do_lower_case` of the first file: texts are lower-cased before they reach the tokenizer.
    let lowercasesText: Bool

    /// - Parameter minimumTokenCount: What leaves room for text between the special tokens.
    init(
        transformerFolder: URL,
        task: Task,
        positionCount: Int,
        minimumTokenCount: Int
    ) throws(EncoderError) {
        let file = "sentence_bert_config.json"
        let content = try JSONFile.readIfPresent(Content.self, at: transformerFolder.appending(path: file))
        if let found = content?.task, found != task.rawValue {
            throw EncoderError(
                .unsupportedModel,
                file: file,
                "expected transformer_task \(task.rawValue), found \(found)"
            )
        }
        guard content?.queryLength == nil, content?.documentLength == nil else {
            throw EncoderError(.unsupportedModel, file: file, "expected no query_length or document_length, found one")
        }
        let tokenizer = try JSONFile.readIfPresent(
            TokenizerContent.self,
            at: transformerFolder.appending(path: "tokenizer_config.json")
        )
        lowercasesText = content?.lowercasesText ?? false
        // "No limit" is written as 1e30.
        let limit = content?.maximumTokenCount.map(Double.init) ?? tokenizer?.maximumTokenCount ?? .infinity
        maximumTokenCount = Int(max(0, min(limit, Double(positionCount))))
        guard maximumTokenCount >= minimumTokenCount else {
            throw EncoderError(
                .malformedFile,
                file: transformerFolder.lastPathComponent,
                "expected a max_seq_length, model_max_length and max_position_embeddings of \(minimumTokenCount) at "
                    + "least, found \(maximumTokenCount)"
            )
        }
    }

    private struct Content: Decodable {
        var maximumTokenCount: Int?
        var lowercasesText: Bool?
        var task: String?
        var queryLength: Int?
        var documentLength: Int?

        enum CodingKeys: String, CodingKey {
            case maximumTokenCount = "max_seq_length"
            case lowercasesText = "do_lower_case"
            case task = "transformer_task"
            case queryLength = "query_length"
            case documentLength = "document_length"
        }
    }

    private struct TokenizerContent: Decodable {
        var maximumTokenCount: Double?

        enum CodingKeys: String, CodingKey {
            case maximumTokenCount = "model_max_length"
        }
    }
}
