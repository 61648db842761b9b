import DocumentStore
import LanguageModel
import RetrievalEngine

/// Answers prompts for one bot: search, context within the budget, answer, and the case that nothing was found.
struct ReplyComposer: Sendable {
    let endpoint: CriaBotEndpoint
    let bot: StoredBot
    let parameters: BotParameters
    /// The engine with the bot's answering and reranking models.
    let engine: RetrievalEngine
    /// Models differ in their tokens: none makes more of a text than this.
    let counter: CountedText.Counter = { TokenEstimator().tokenCount($0) }

    /// Whether the answering model writes; otherwise it quotes.
    var answersWithModel: Bool { engine.languageModel.followsInstructions }

    /// What is to be answered.
    struct Query: Sendable {
        var prompt: String
        /// An instruction for this answer only, behind the bot's own.
        var ephemeralInstruction: String?
        /// The bot that is asked and its extra bots.
        var bots: [StoredBot]
        var filter: MetadataFilter?
        /// Whether the reply tells how the search came to its passages.
        var explains = false
    }

    /// An answer before it is part of a chat.
    struct Draft: Sendable {
        var prompt: String
        var answer: Answer
        /// What the answer was made from, and the answer.
        var sent: [ChatMessage]
        var turn: ChatTurn
        var findings: BotFindings
        /// Nil when no passage was good enough to answer from.
        var context: ReplyContext?
        var relatedPrompts: [RelatedPrompt]
        /// One entry for each call of a model.
        var usage: [LabeledUsage]
    }

    /// - Parameters:
    ///   - history: The messages of the chat.
    ///   - receive: Called with each piece of the answer as soon as it may be shown.
    func draft(
        _ query: Query,
        after history: [ChatMessage],
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> Draft {
        let conversation = history.compactMap(\.conversationMessage)
        let question = try await engine.embed(
            // A model would have to be paid for answers that cost nothing: those that a person wrote, and the bot's message.
            question: engine.standaloneQuestion(query.prompt, after: conversation, usingModel: false),
            scope: bot.id
        )
        let findings = try await search(for: query).findings(for: question, in: query.bots)
        let basis = ReplyBasis(findings.context)
        let input = try await input(query, as: question, from: basis.readPassages, after: history)
        let answer = try await answer(input, from: basis, findings: findings, receive: receive)
        let proposed = try await relatedPrompts(after: query.prompt, answer: answer, basis: basis, findings: findings)
        return try await engine.run { [self] in
            Draft(
                prompt: query.prompt,
                answer: answer,
                sent: messages(of: input.prompt, answeredBy: answer),
                turn: turn(input.prompt, answer: answer),
                findings: findings,
                context: context(basis, prompt: input.prompt, answer: answer, findings: findings),
                relatedPrompts: proposed.prompts,
                usage: [LabeledUsage(CompletionUsage(answer.grounded?.usage))]
                    + [proposed.usage].compactMap(\.self)
            )
        }
    }

    private func search(for query: Query) -> BotSearch {
        var options = parameters.retrievalOptions
        options.filter = query.filter
        options.explains = query.explains
        return BotSearch(
            endpoint: endpoint,
            engine: engine,
            options: options,
            minimumNeighborSimilarity: parameters.llmGenerateRelatedPrompts && !answersWithModel
                ? NeighboringPrompts.minimumSimilarity : 1
        )
    }
}

// MARK: - The parts of a draft

extension ReplyComposer {
    /// What the answer was made from, and the answer.
    private func messages(of prompt: Prompt, answeredBy answer: Answer) -> [ChatMessage] {
        var given = prompt
        given.instruction = answer.readsInstruction ? prompt.instruction : nil
        let messages = given.messages.map { message in
            ChatMessage(
                message,
                isEphemeral: message.message.role == .system
                    ? message.message.text == given.instruction?.text : nil
            )
        }
        return messages + [ChatMessage(.assistant, CountedText(answer.text, counter: counter))]
    }

    private func turn(_ prompt: Prompt, answer: Answer) -> ChatTurn {
        var turn = ChatTurn(
            system: parameters.systemMessage.map { CountedText($0, counter: counter) },
            prompt,
            answer: CountedText(answer.text, counter: counter),
            showsContext: answer.readsInstruction && !prompt.documents.isEmpty,
            counter: counter
        )
        turn.prompt.metadata.botName = bot.name
        turn.answer.metadata.botName = bot.name
        turn.answer.metadata.verbatimSource = answer.verbatimSource
        return turn
    }

    private func context(
        _ basis: ReplyBasis,
        prompt: Prompt,
        answer: Answer,
        findings: BotFindings
    ) -> ReplyContext? {
        if case .verbatim(let curated, let passage) = basis {
            return .question(
                ScoredNode(passage),
                source: passage.verbatimSource,
                relatedPrompts: curated.relatedPrompts
            )
        }
        guard answer.readsInstruction, !prompt.documents.isEmpty else { return nil }
        return .text(
            prompt.context,
            nodes: findings.context.map(ScoredNode.init),
            relatedPrompts: basis.relatedPrompts
        )
    }
}

extension IndexedPassage {
    /// The question, as answers that are given as they stand name it.
    var verbatimSource: ChatMessage.VerbatimSource {
        ChatMessage.VerbatimSource(fileName: passage.document, groupName: groupName)
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
