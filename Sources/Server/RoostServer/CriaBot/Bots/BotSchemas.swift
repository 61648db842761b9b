import RetrievalEngine

extension CreatedBot: DescribedFields {
    static let properties = [
        "bot_api_key": Schema.string(matching: "^[A-Za-z0-9_-]{43}$")
            .described(as: "The bot's key. It is stored nowhere and cannot be shown again.")
    ]
}

extension DescribedBot: DescribedFields {
    static let properties = [
        "about": Schema.object(required: ["info": info, "params": parameters]).named("AboutBot")
    ]

    private static let info = Schema.object(required: [
        "name": .storedName,
        "id": .integer,
        "created": .string(matching: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"#).described(as: "UTC, without a zone."),
    ])

    private static let parameters = Schema.object(
        required: Schema.botParameters.merging([
            "id": Schema.integer.described(as: "The bot's number."),
            "bot_id": Schema.integer.described(as: "The bot's number, once more."),
        ]) { own, _ in own }
    )
}

extension Schema {
    /// The body of `manage/create`.
    static let botCreation = object(
        required: [
            "llm_model_id": modelNumber, "embedding_model_id": modelNumber, "rerank_model_id": modelNumber,
        ],
        optional: defaultedBotParameters,
        others: .any
    ).named("BotCreation")

    /// The body of `manage/update`.
    static let botUpdate = object(
        optional: botParameters.merging([
            "llm_model_id": ignoredModelNumber, "embedding_model_id": ignoredModelNumber,
            "rerank_model_id": ignoredModelNumber,
        ]) { own, _ in own },
        others: .any
    ).named("BotUpdate")

    private static let modelNumber = integer.described(
        as: "A registered model's number; \(ModelRegistry.documentedNumbers.lowerBound) to "
            + "\(ModelRegistry.documentedNumbers.upperBound) stand for the models that the server runs with."
    )
    private static let ignoredModelNumber = integer.described(as: "Has no effect.")

    /// The parameters of a bot, by name.
    static let botParameters: [String: Schema] = [
        "max_input_tokens": positive.described(as: "Tokens of system message, context, history and prompt together."),
        "max_reply_tokens": positive.described(as: "Tokens of an answer."),
        "temperature": number(in: 0...2).described(as: "Handed to the language model."),
        "top_p": number(in: 0...1).described(as: "Handed to the language model."),
        "top_k": integer(in: 1...1000).described(as: "Passages that the search of each index brings, at most."),
        "min_k": number(in: 0...1).described(as: "The least similarity of those passages, inclusive."),
        "top_n": positive.described(as: "Passages that are kept after reranking, at most."),
        "min_n": number(in: 0...1).described(as: "The least score after reranking, inclusive."),
        "llm_generate_related_prompts": boolean.described(as: "Whether a language model suggests what to ask next."),
        "no_context_message": string.described(as: "What is answered when no passage is good enough."),
        "no_context_use_message": boolean.described(as: "Whether a guess begins with that message."),
        "no_context_llm_guess": boolean.described(as: "Whether a language model may guess when none is."),
        "system_message": string.orNull.described(as: "What the bot is always told first."),
    ]

    private static let defaultedBotParameters: [String: Schema] = {
        let defaults = BotParameters.defaults
        return botParameters.reduce(into: [:]) { parameters, parameter in
            parameters[parameter.key] = defaults[parameter.key].map(parameter.value.defaulting) ?? parameter.value
        }
    }()

    /// The database of CriaBot holds 32 bits.
    private static let positive = integer(in: 1...Int(Int32.max))
}

extension BotParameters {
    /// What the parameters are when nobody says otherwise, by name.
    fileprivate static var defaults: [String: JSONValue] {
        let parameters = BotParameters()
        return [
            CodingKeys.maxInputTokens.rawValue: .integer(Int64(parameters.maxInputTokens)),
            CodingKeys.maxReplyTokens.rawValue: .integer(Int64(parameters.maxReplyTokens)),
            CodingKeys.temperature.rawValue: .number(parameters.temperature),
            CodingKeys.topP.rawValue: .number(parameters.topP),
            CodingKeys.topK.rawValue: .integer(Int64(parameters.topK)),
            CodingKeys.minK.rawValue: .number(parameters.minK),
            CodingKeys.topN.rawValue: .integer(Int64(parameters.topN)),
            CodingKeys.minN.rawValue: .number(parameters.minN),
            CodingKeys.llmGenerateRelatedPrompts.rawValue: .bool(parameters.llmGenerateRelatedPrompts),
            CodingKeys.noContextMessage.rawValue: .string(parameters.noContextMessage),
            CodingKeys.noContextUseMessage.rawValue: .bool(parameters.noContextUseMessage),
            CodingKeys.noContextLLMGuess.rawValue: .bool(parameters.noContextLLMGuess),
            CodingKeys.systemMessage.rawValue: parameters.systemMessage.map(JSONValue.string) ?? .null,
        ]
    }
}
