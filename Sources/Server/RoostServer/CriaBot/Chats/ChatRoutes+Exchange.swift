import DocumentStore
import HTTPTypes
import LanguageModel
import RetrievalEngine

extension ChatRoutes {
    /// A prompt that may be answered: bot, chat and extra bots are there and the caller may use them.
    struct Exchange: Sendable {
        var chatID: String
        var composer: ReplyComposer
        var query: ReplyComposer.Query
    }

    /// Answers a prompt and adds both to the chat.
    func exchange(_ request: CriaBotRequest, message: String) async throws -> Success<ChatAnswer> {
        let request = try await request.collected()
        let exchange = try await accept(request)
        guard exchange.composer.answersWithModel else {
            return Success(message: message, fields: ChatAnswer(reply: try await run(exchange)))
        }
        // A model on the network costs; nobody should pay for an answer that nobody waits for. The connection that was
        // watched for its client's leaving cannot be used again.
        let reply = try await request.whileConnected { try await run(exchange) }
        return Success(message: message, fields: ChatAnswer(reply: reply), headers: [.connection: "close"])
    }

    /// Checks a request, in the order of the contract: bot, chat, extra bots, prompt. A bot's key must also be for the bot
    /// that the query names, if it does.
    func accept(_ request: CriaBotRequest) async throws -> Exchange {
        let identifier = try request.pathSegment("chat_id")
        let nominee = request.query["bot_name"]
        if let nominee, !request.caller.isMaster { _ = try await endpoint.bot(named: nominee, for: request.caller) }
        let body = try ChatRequest(await request.json(), from: request.caller, isForKnownBot: nominee != nil)
        let bot = try await endpoint.bot(named: body.botName, for: request.caller)
        try await requireChat(identifier, for: request.caller)
        let extraBots = try await extraBots(body.extraBots, beside: bot, for: request.caller)
        guard body.prompt.contains(where: { !$0.isWhitespace }) else {
            throw CriaBotError.invalidRequest("The prompt is empty.")
        }
        return Exchange(
            chatID: identifier,
            composer: ReplyComposer(
                endpoint: endpoint,
                bot: bot,
                parameters: try BotParameters(stored: bot.parameters),
                engine: try endpoint.models.engine(answeringFor: bot)
            ),
            query: ReplyComposer.Query(
                prompt: body.prompt,
                ephemeralInstruction: body.ephemeralInstruction,
                bots: [bot] + extraBots,
                filter: body.filter,
                explains: body.explains
            )
        )
    }

    /// Answers and adds prompt and answer to the chat.
    ///
    /// Exchanges of one chat run one after the other in this process. Should another process add to the chat meanwhile,
    /// nothing is lost either: what is added goes behind what is there then.
    func run(_ exchange: Exchange, receive: (String) async throws -> Void = { _ in }) async throws -> ChatReply {
        try await queue.run(exchange.chatID) {
            let history = try await messages(ofChat: exchange.chatID)
            let draft = try await exchange.composer.draft(exchange.query, after: history, receive: receive)
            try await record(draft.turn, inChat: exchange.chatID)
            return exchange.composer.reply(draft)
        }
    }

    /// - Throws: 404 for a bot that does not exist, ``AuthenticationError/forbidden`` for one that the key may not use.
    private func extraBots(_ names: [String], beside bot: StoredBot, for caller: Caller) async throws -> [StoredBot] {
        var bots: [StoredBot] = []
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            let extra = try await engine.run { [store = engine.store] in try store.bot(named: name) }
            guard let extra else { throw CriaBotError.unknownBot(name) }
            guard caller.mayUse(extra) else { throw AuthenticationError.forbidden }
            if extra.id != bot.id, !bots.contains(where: { $0.id == extra.id }) {
                bots.append(extra)
            }
        }
        return bots
    }

    /// - Throws: 404 when the chat has ended or expired meanwhile.
    private func record(_ turn: ChatTurn, inChat identifier: String) async throws {
        let expiry = now + timeToLive.components.seconds
        try await engine.run { [store = engine.store, now] in
            var outcome = Result<Void, any Error>.failure(CriaBotError.unknownChat(identifier))
            _ = try store.updateHistory(ofChat: identifier, now: now, expiresAt: expiry) { stored in
                do {
                    let kept = turn.added(to: try stored.map { try ChatMessage(stored: $0) })
                    let messages = try kept.map { try $0.stored() }
                    outcome = .success(())
                    return messages
                } catch {
                    outcome = .failure(error)
                    return stored
                }
            }
            try outcome.get()
        }
    }
}
