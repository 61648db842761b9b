import DocumentStore
import LanguageModel

/// The next message of a conversation.
public struct ConversationReply: Sendable {
    public var text: String
    /// How far the passages support the text; nil when there were none.
    public var grounding: Reply.Grounding?
    /// The cited places in the order of the text; several when several sentences of a passage are cited.
    public var citations: [Citation]
    /// What the conversation's documents brought, best first.
    public var passages: [Passage]
    public var usage: TokenUsage
    /// The answering model.
    public var model: String
    /// Whether the text ends where it does because it reached its limit of tokens.
    public var isCutOff: Bool
}

extension RetrievalEngine {
    /// Continues a conversation, from documents where they have something to say about its last message.
    ///
    /// Unlike ``Collection/answer(_:options:answering:receive:)`` this is a conversation first: without documents, or where
    /// they are about something else, a model that writes answers by itself. What it then says carries no citations. The
    /// built-in model only quotes: documents, else the material that the message itself brings, else it says that it cannot
    /// answer.
    ///
    /// - Parameters:
    ///   - message: What the user said last.
    ///   - collection: The conversation's documents; nil when there are none.
    ///   - options: Which passages are taken from it.
    ///   - answering: The conversation so far and the model's settings.
    ///   - receive: Called with each piece of the reply as soon as it may be shown; what it throws ends the reply.
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, `overloaded`, `storageFailure`, and the
    ///   codes of models; `CancellationError` when the task is cancelled, which also ends the model's work.
    public func reply(
        to message: String,
        from collection: Collection? = nil,
        options: RetrievalOptions = RetrievalOptions(),
        answering: AnswerOptions = AnswerOptions(),
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> ConversationReply {
        try options.validate()
        if let collection, try await collection.chunkCount() > 0 {
            let question = try await embed(
                question: standaloneQuestion(message, after: answering.history),
                scope: collection.handle.id
            )
            let passages = try await collection.retrieve(question, options: options).passages
            if !passages.isEmpty {
                return try await reply(
                    to: message,
                    as: question,
                    from: passages,
                    of: collection,
                    answering: answering,
                    receive: receive
                )
            }
        }
        return try await freeReply(to: message, answering: answering, receive: receive)
    }

    /// Replies from passages.
    private func reply(
        to message: String,
        as question: EmbeddedQuestion,
        from passages: [Passage],
        of collection: Collection,
        answering: AnswerOptions,
        receive: (String) async throws -> Void
    ) async throws -> ConversationReply {
        let context = try await run { [handle = collection.handle] in
            try answering.assembler.context(of: passages, in: handle)
        }
        var input = AnswerInput(
            question: question,
            prompt: try await conversationPrompt(message, passages: context.passages, answering: answering),
            context: context
        )
        input.temperature = answering.temperature
        input.topP = answering.topP
        input.maximumReplyTokenCount = answering.maximumReplyTokenCount
        input.allowsGuess = true
        input.scope = collection.handle.id
        var answer = try await self.answer(input, counter: Self.conversationCounter, receive: receive)
        if answer.text.isEmpty {
            answer.text = Reply.abstention
            try await receive(answer.text)
        }
        return ConversationReply(
            text: answer.text,
            grounding: answer.grounding,
            citations: answer.citations,
            passages: passages,
            usage: answer.usage,
            model: answeringModelName,
            isCutOff: answer.isCutOff
        )
    }

    /// Replies without documents.
    private func freeReply(
        to message: String,
        answering: AnswerOptions,
        receive: (String) async throws -> Void
    ) async throws -> ConversationReply {
        let prompt = try await conversationPrompt(message, passages: [], answering: answering)
        var text = ""
        var generation = Generation(finishReason: .stop, usage: nil)
        if languageModel.followsInstructions {
            var request = GenerationRequest(messages: prompt.messages.map(\.message))
            request.temperature = answering.temperature
            request.topP = answering.topP
            request.maximumTokenCount = answering.maximumReplyTokenCount
            generation = try await generate(request) { piece in
                text += piece
                try await receive(piece)
            }
        } else {
            text = try await quotedReply(to: message)
            try await receive(text)
        }
        return ConversationReply(
            text: text,
            grounding: nil,
            citations: [],
            passages: [],
            usage: try await usage(
                of: generation,
                promptTokenCount: prompt.tokenCount,
                completion: text,
                counter: Self.conversationCounter
            ),
            model: answeringModelName,
            isCutOff: generation.finishReason == .length
        )
    }

    private func conversationPrompt(
        _ message: String,
        passages: [Passage],
        answering: AnswerOptions
    ) async throws -> Prompt {
        try await run {
            var prompt = PromptBuilder(
                instruction: Instruction(.converse),
                tokenBudget: answering.maximumInputTokenCount,
                counter: Self.conversationCounter
            ).prompt(
                system: answering.systemMessage,
                documents: passages.map { PromptBuilder.Document(text: $0.text, label: $0.label) },
                history: answering.history.counted(by: Self.conversationCounter),
                question: message
            )
            if prompt.documents.isEmpty {
                prompt.instruction = nil
            }
            return prompt
        }
    }

    private static let conversationCounter: CountedText.Counter = { TokenEstimator().tokenCount($0) }

    /// What the built-in model says to a message without documents.
    private func quotedReply(to message: String) async throws -> String {
        try await quotation(for: message)
            ?? "The built-in model only quotes, and it has no text here to quote about this. "
            + "Set ROOST_LLM to openai or anthropic for a model that writes."
    }
}

extension [ConversationMessage] {
    /// The messages as prompts take them.
    func counted(by counter: CountedText.Counter) -> [CountedMessage] {
        map { CountedMessage($0.role == .user ? .user : .assistant, CountedText($0.text, counter: counter)) }
    }
}
