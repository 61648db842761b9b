import DocumentStore
import RetrievalEngine

extension ChatRoutes {
    /// Answers a prompt and adds both to the chat.
    ///
    /// Exchanges of one chat that run side by side are added one after the other, in the order in which they were
    /// answered, and none is lost.
    func exchange(_ request: CriaBotRequest) async throws -> ChatAnswer {
        let identifier = try request.pathSegment("chat_id")
        let body = try ChatRequest(await request.json(), from: request.caller)
        let bot = try await endpoint.bot(named: body.botName, for: request.caller)
        try await requireChat(identifier, for: request.caller)
        let extraBots = try await extraBots(body.extraBots, beside: bot, for: request.caller)
        guard body.prompt.contains(where: { !$0.isWhitespace }) else {
            throw CriaBotError.invalidRequest("The prompt is empty.")
        }
        let parameters = try BotParameters(stored: bot.parameters)
        let composer = ReplyComposer(endpoint: endpoint, bot: bot, parameters: parameters)
        let draft = try await composer.draft(body.prompt, searching: [bot] + extraBots)
        let sent = try await record(draft.turn, inChat: identifier)
        return ChatAnswer(reply: composer.reply(draft, sent: sent))
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

    /// - Returns: What the model was given, followed by its answer.
    private func record(_ turn: ChatTurn, inChat identifier: String) async throws -> [ChatMessage] {
        let expiry = now + timeToLive.components.seconds
        return try await engine.run { [store = engine.store, now] in
            var outcome = Result<[ChatMessage], any Error>.failure(CriaBotError.unknownChat(identifier))
            _ = try store.updateHistory(ofChat: identifier, now: now, expiresAt: expiry) { stored in
                do {
                    let (sent, kept) = turn.applied(to: try stored.map { try ChatMessage(stored: $0) })
                    let messages = try kept.map { try $0.stored() }
                    outcome = .success(sent)
                    return messages
                } catch {
                    outcome = .failure(error)
                    return stored
                }
            }
            return try outcome.get()
        }
    }
}
