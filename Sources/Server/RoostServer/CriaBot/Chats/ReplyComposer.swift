import DocumentStore
import RetrievalEngine

/// Answers prompts for one bot: search, context within the budget, answer, and the case that nothing was found.
struct ReplyComposer: Sendable {
    let endpoint: CriaBotEndpoint
    let bot: StoredBot
    let parameters: BotParameters

    /// An answer before it is part of a chat.
    struct Draft: Sendable {
        var prompt: String
        var answer: String
        var turn: ChatTurn
        var findings: BotFindings
        /// Nil when no passage was good enough to answer from.
        var contextText: String?
    }

    func draft(_ prompt: String, searching bots: [StoredBot]) async throws -> Draft {
        let engine = endpoint.engine
        let question = try await engine.embed(question: prompt)
        let findings = try await BotSearch(endpoint: endpoint, options: parameters.retrievalOptions)
            .findings(for: question, in: bots)
        let input = try await engine.run { [parameters] in
            InputBudget(prompt: prompt, context: findings.context, parameters: parameters, counter: engine)
        }
        let grounded = try await engine.answer(question: question, from: input.context.map(\.passage))
        let isGrounded = grounded.grounding != .abstained
        let answer = isGrounded ? grounded.text : noContextAnswer
        let turn = try await engine.run {
            let counted = CountedText(answer, counter: engine)
            return ChatTurn(
                system: input.system.map { ChatMessage(.system, $0, isEphemeral: false) },
                context: isGrounded ? ChatMessage(.system, input.instruction, isEphemeral: true) : nil,
                prompt: ChatMessage(.user, input.prompt),
                answer: ChatMessage(.assistant, counted),
                keptAnswer: ChatMessage(.assistant, counted.cut(toTokenCount: input.tokenBudget, counter: engine)),
                tokenBudget: input.tokenBudget
            )
        }
        return Draft(
            prompt: prompt,
            answer: answer,
            turn: turn,
            findings: findings,
            contextText: isGrounded ? input.contextText : nil
        )
    }

    /// What is said when nothing was found.
    ///
    /// A guess (`no_context_llm_guess`) needs a model that knows more than the documents. Without one the honest answer
    /// is the bot's message, or that there is none.
    private var noContextAnswer: String {
        parameters.noContextMessage.isEmpty
            ? "I don't know: nothing that I was given answers this." : parameters.noContextMessage
    }

    /// The reply to a draft that was added to its chat.
    ///
    /// - Parameter sent: What the answer was made from, followed by the answer.
    func reply(_ draft: Draft, sent: [ChatMessage]) -> ChatReply {
        let usage =
            draft.contextText == nil
            ? CompletionUsage(promptTokens: 0, completionTokens: 0)
            : CompletionUsage(
                promptTokens: sent.dropLast().reduce(0) { $0 + $1.tokenCount },
                completionTokens: draft.turn.answer.tokenCount
            )
        let findings = draft.findings
        return ChatReply(
            message: draft.answer,
            completionUsage: usage,
            prompt: draft.prompt,
            tokenUsage: [TokenUsage(usage: usage)],
            totalUsage: TokenUsage(usage: usage, label: "All"),
            searchUnits: findings.searchUnitCount,
            content: ChatReply.Content(content: draft.answer),
            history: sent,
            context: draft.contextText.map { ReplyContext(text: $0, nodes: findings.context.map(ScoredNode.init)) },
            groupResponses: [
                bot.documentCollectionName: GroupResponse(nodes: findings.documents.map(ScoredNode.init)),
                bot.questionCollectionName: GroupResponse(nodes: findings.questions.map(ScoredNode.init)),
            ]
        )
    }
}
