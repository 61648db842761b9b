import DocumentStore
import LanguageModel
import Logging
import RetrievalEngine

/// Has agents answer messages, from what they know and from what was said before.
struct AgentResponder: Sendable {
    let engine: RetrievalEngine
    let models: NamedModels
    /// Told of every message that is stored.
    let signal: WorkSignal
    /// Exchanges of one conversation run one after the other.
    let queue = ChatQueue()

    /// Messages of a conversation that an agent is shown, at most.
    private static let historyCount = 20

    /// Begins an exchange, to its end also when the client goes: a reservation that nobody knows of would never be settled.
    func begin(_ exchange: NewExchange) async throws -> ExchangeStart {
        let start = try await withoutCancellation { [engine] in
            try await engine.run { [store = engine.store] in try store.beginExchange(exchange) }
        }
        signal.notify()
        return start
    }

    /// Stores the reply of an exchange.
    func finish(_ exchange: StartedExchange, text: String) async throws {
        let reply = NewReply(content: text, dispatch: nil, now: Timestamp.nowMilliseconds)
        try await withoutCancellation { [engine] in
            _ = try await engine.runPersistently { [store = engine.store] in
                try store.finishExchange(
                    exchange,
                    reply: text.isEmpty ? nil : reply,
                    status: nil,
                    answer: nil
                )
            }
        }
        signal.notify()
    }

    /// Ends an exchange whose reply broke off: what was seen of it is kept and paid, an exchange without any text is not.
    func breakOff(_ exchange: StartedExchange, text: String, logger: Logger) async {
        do {
            guard text.isEmpty else { return try await finish(exchange, text: text) }
            try await withoutCancellation { [engine] in
                try await engine.runPersistently { [store = engine.store] in
                    try store.failExchange(exchange, status: nil)
                }
            }
        } catch {
            // The failure that broke the reply off is the one that is told.
            logger.error("The end of a reply could not be stored", metadata: ["error": "\(ErrorChain(error))"])
        }
    }

    /// The reply to the message of an exchange; stores nothing.
    ///
    /// - Parameter receive: Called with each piece of the reply.
    func reply(
        to exchange: StartedExchange,
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> ConversationReply {
        let engine = exchange.agent.model.flatMap { models[$0] } ?? models.standard
        var answering = AnswerOptions()
        answering.systemMessage = exchange.agent.systemPrompt ?? "You are a helpful AI assistant."
        answering.history = try await history(of: exchange)
        answering.maximumInputTokenCount =
            8000
            + (try await engine.run { [system = answering.systemMessage] in
                TokenEstimator().tokenCount(system ?? "")
            })
        return try await engine.reply(
            to: exchange.message.content,
            from: try await knowledge(of: exchange.agent, engine: engine),
            options: .ofAgents,
            answering: answering,
            receive: receive
        )
    }

    /// What was said before the message, oldest first.
    private func history(of exchange: StartedExchange) async throws -> [ConversationMessage] {
        let messages = try await engine.run { [store = engine.store] in
            try store.messages(
                ofConversation: exchange.conversation.id,
                inWorkspace: exchange.conversation.workspaceID,
                before: exchange.message.number,
                limit: Self.historyCount
            )
        }
        return messages.filter { $0.type == "text" }.map { message in
            ConversationMessage(message.sender == .customer ? .user : .assistant, message.content)
        }
    }

    private func knowledge(of agent: StoredAgent, engine: RetrievalEngine) async throws -> Collection? {
        let handle = try await engine.run { [store = engine.store] in
            try store.openCollection(named: StoredAgent.collectionName, owner: agent.owner)
        }
        return try handle.map(engine.collection)
    }
}

extension RetrievalOptions {
    /// The five nearest passages (contract, section 4.6).
    fileprivate static var ofAgents: Self {
        var options = Self()
        options.topK = 5
        options.topN = 5
        return options
    }
}
