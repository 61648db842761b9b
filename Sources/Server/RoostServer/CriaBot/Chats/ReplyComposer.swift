import DocumentStore
import LanguageModel
import RetrievalEngine

/// Answers prompts for one bot: search, context within the budget, answer, and the case that nothing was found.
struct ReplyComposer: Sendable {
    let endpoint: CriaBotEndpoint
    let bot: StoredBot
    let parameters: BotParameters

    private var engine: RetrievalEngine { endpoint.engine }
    private var answersWithModel: Bool { engine.languageModel.followsInstructions }
    /// Models differ in their tokens: none makes more of a text than this.
    private let counter: CountedText.Counter = { TokenEstimator().tokenCount($0) }

    /// Tokens that CriaBot leaves free in every input.
    private static let reservedTokenCount = 5

    /// An answer before it is part of a chat.
    struct Draft: Sendable {
        var prompt: String
        var answer: CountedText
        /// What the answer was made from; a context that served nothing is not in it.
        var sent: [ChatMessage]
        var turn: ChatTurn
        var findings: BotFindings
        /// Nil when no passage was good enough to answer from.
        var contextText: String?
        /// Nil when no model was asked.
        var grounded: GroundedAnswer?
    }

    /// - Parameters:
    ///   - history: The messages of the chat.
    ///   - receive: Called with each piece of the answer as soon as it may be shown.
    func draft(
        _ prompt: String,
        after history: [ChatMessage],
        searching bots: [StoredBot],
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> Draft {
        let conversation = history.compactMap(\.conversationMessage)
        let question = try await engine.embed(question: engine.standaloneQuestion(prompt, after: conversation))
        let findings = try await BotSearch(endpoint: endpoint, options: parameters.retrievalOptions)
            .findings(for: question, in: bots)
        let input = try await input(prompt, as: question, from: findings.context, after: history)
        let answer = try await answer(input, receive: receive)
        let usesContext = answer.isGrounded && !input.prompt.documents.isEmpty
        return try await engine.run { [counter] in
            let counted = CountedText(answer.text, counter: counter)
            var given = input.prompt
            given.instruction = answer.grounded == nil ? nil : given.instruction
            return Draft(
                prompt: prompt,
                answer: counted,
                sent: given.messages.map { ChatMessage($0, isEphemeral: Self.isEphemeral($0, in: given)) }
                    + [ChatMessage(.assistant, counted)],
                turn: ChatTurn(input.prompt, answer: counted, showsContext: usesContext, counter: counter),
                findings: findings,
                contextText: usesContext ? input.prompt.context : nil,
                grounded: answer.grounded
            )
        }
    }

    private static func isEphemeral(_ message: CountedMessage, in prompt: Prompt) -> Bool? {
        message.message.role == .system ? message.message.text == prompt.instruction?.text : nil
    }
}

// MARK: - Prompt and answer

extension ReplyComposer {
    private func input(
        _ prompt: String,
        as question: EmbeddedQuestion,
        from context: [IndexedPassage],
        after history: [ChatMessage]
    ) async throws -> AnswerInput {
        let passages = context.map(\.passage)
        let builder = PromptBuilder(
            instruction: Instruction(task(hasContext: !passages.isEmpty)),
            tokenBudget: parameters.maxInputTokens - Self.reservedTokenCount,
            counter: counter
        )
        let built = try await engine.run { [parameters] in
            builder.prompt(
                system: parameters.systemMessage,
                documents: passages.map { PromptBuilder.Document(text: $0.text) },
                history: history.filter { $0.role != .system }.map(\.counted),
                question: prompt
            )
        }
        var input = AnswerInput(question: question, prompt: built, passages: passages)
        input.temperature = parameters.temperature
        input.topP = parameters.topP
        input.maximumReplyTokenCount = parameters.maxReplyTokens
        input.allowsGuess = parameters.noContextLLMGuess || passages.isEmpty
        return input
    }

    private func task(hasContext: Bool) -> Instruction.Task {
        switch (hasContext, parameters.noContextLLMGuess) {
        case (true, false): .answer
        case (true, true): .answerOrGuess
        case (false, true): parameters.noContextUseMessage ? .guessAfterMessage : .guess
        case (false, false): .admitIgnorance
        }
    }

    /// The answer: from the context, or what the bot's parameters say for the case that there is none.
    private func answer(_ input: AnswerInput, receive: (String) async throws -> Void) async throws -> Answer {
        if !input.prompt.documents.isEmpty {
            let grounded = try await engine.answer(input, counter: counter, receive: receive)
            if !grounded.text.isEmpty {
                return Answer(text: grounded.text, grounded: grounded)
            }
        } else if answersWithModel, parameters.noContextLLMGuess || parameters.noContextMessage.isEmpty {
            return try await answerWithoutContext(input, receive: receive)
        }
        try await receive(noContextAnswer)
        return Answer(text: noContextAnswer)
    }

    private func answerWithoutContext(
        _ input: AnswerInput,
        receive: (String) async throws -> Void
    ) async throws -> Answer {
        let announces =
            parameters.noContextLLMGuess && parameters.noContextUseMessage && !parameters.noContextMessage.isEmpty
        let announcement = announces ? parameters.noContextMessage + "\n\n" : ""
        if announces {
            try await receive(announcement)
        }
        let grounded = try await engine.answer(input, counter: counter, receive: receive)
        return Answer(text: announcement + grounded.text, grounded: grounded)
    }

    /// What is said when nothing was found, and no model is to say it.
    private var noContextAnswer: String {
        parameters.noContextMessage.isEmpty
            ? "I don't know: nothing that I was given answers this." : parameters.noContextMessage
    }

    private struct Answer: Sendable {
        var text: String
        /// What the model said; nil when none was asked, or it had nothing to say.
        var grounded: GroundedAnswer?

        var isGrounded: Bool { grounded != nil }
    }
}

// MARK: - The reply

extension ReplyComposer {
    /// The reply to a draft.
    func reply(_ draft: Draft) -> ChatReply {
        let usage = CompletionUsage(
            promptTokens: draft.grounded?.usage.promptTokenCount ?? 0,
            completionTokens: draft.grounded?.usage.completionTokenCount ?? 0
        )
        let findings = draft.findings
        return ChatReply(
            message: draft.answer.text,
            completionUsage: usage,
            prompt: draft.prompt,
            tokenUsage: [TokenUsage(usage: usage)],
            totalUsage: TokenUsage(usage: usage, label: "All"),
            searchUnits: findings.searchUnitCount,
            content: ChatReply.Content(content: draft.answer.text, grounded: draft.grounded),
            history: draft.sent,
            context: draft.contextText.map { ReplyContext(text: $0, nodes: findings.context.map(ScoredNode.init)) },
            groupResponses: [
                bot.documentCollectionName: GroupResponse(nodes: findings.documents.map(ScoredNode.init)),
                bot.questionCollectionName: GroupResponse(nodes: findings.questions.map(ScoredNode.init)),
            ]
        )
    }
}

extension ChatMessage {
    /// The message as the engine's conversations have it; nil for system messages.
    fileprivate var conversationMessage: ConversationMessage? {
        switch role {
        case .system: nil
        case .user: ConversationMessage(.user, text)
        case .assistant: ConversationMessage(.assistant, text)
        }
    }
}
