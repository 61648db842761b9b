import RetrievalEngine

/// How a bot retrieves and answers. The names, defaults and meanings are those of CriaBot.
struct BotParameters: Encodable, Sendable {
    /// Tokens of all that an answer is made from: system message, context, history and prompt.
    var maxInputTokens = 2000
    /// Tokens of an answer.
    var maxReplyTokens = 1024
    var temperature = 0.9
    var topP = 0.0
    /// Passages that the search of each index brings.
    var topK = 10
    /// The least similarity of those passages.
    var minK = 0.5
    /// Passages that are kept after reranking.
    var topN = 3
    /// The least score after reranking.
    var minN = 0.7
    var llmGenerateRelatedPrompts = true
    /// What is answered when no passage is good enough.
    var noContextMessage = "Sorry, I'm not sure about that."
    /// Whether a guess begins with that message.
    var noContextUseMessage = false
    /// Whether an answering model may guess when no passage is good enough.
    var noContextLLMGuess = false
    @Nullable var systemMessage: String?

    enum CodingKeys: String, CodingKey {
        case maxInputTokens = "max_input_tokens"
        case maxReplyTokens = "max_reply_tokens"
        case temperature
        case topP = "top_p"
        case topK = "top_k"
        case minK = "min_k"
        case topN = "top_n"
        case minN = "min_n"
        case llmGenerateRelatedPrompts = "llm_generate_related_prompts"
        case noContextMessage = "no_context_message"
        case noContextUseMessage = "no_context_use_message"
        case noContextLLMGuess = "no_context_llm_guess"
        case systemMessage = "system_message"
    }

    /// Takes over the parameters that are there; those out of range become issues of the reader.
    mutating func update(from fields: inout FieldReader) {
        func name(_ key: CodingKeys) -> String { key.rawValue }
        fields.update(&maxInputTokens, from: name(.maxInputTokens), as: .integer(in: 1...Self.largest))
        fields.update(&maxReplyTokens, from: name(.maxReplyTokens), as: .integer(in: 1...Self.largest))
        fields.update(&temperature, from: name(.temperature), as: .number(in: 0...2))
        fields.update(&topP, from: name(.topP), as: .number(in: 0...1))
        fields.update(&topK, from: name(.topK), as: .integer(in: 1...1000))
        fields.update(&minK, from: name(.minK), as: .number(in: 0...1))
        fields.update(&topN, from: name(.topN), as: .integer(in: 1...Self.largest))
        fields.update(&minN, from: name(.minN), as: .number(in: 0...1))
        fields.update(&llmGenerateRelatedPrompts, from: name(.llmGenerateRelatedPrompts), as: .boolean)
        fields.update(&noContextMessage, from: name(.noContextMessage), as: .string)
        fields.update(&noContextUseMessage, from: name(.noContextUseMessage), as: .boolean)
        fields.update(&noContextLLMGuess, from: name(.noContextLLMGuess), as: .boolean)
        fields.update(&systemMessage, from: name(.systemMessage), as: .nullable(.string))
    }

    /// The database of CriaBot holds 32 bits.
    private static let largest = Int(Int32.max)
}

extension BotParameters {
    /// The thresholds and counts of retrieval.
    var retrievalOptions: RetrievalOptions {
        var options = RetrievalOptions()
        options.topK = topK
        options.minK = minK
        options.topN = topN
        options.minN = minN
        return options
    }
}
