import DocumentStore
import Hummingbird
import RetrievalEngine

extension ChannelRoutes {
    /// Has the agent answer a message that came over a channel.
    @Sendable
    func receive(_ request: WorkspaceRequest) async throws -> Response {
        let event = try ChannelEvent(await request.json())
        guard event.name == ChannelEvent.messageReceived else {
            throw APIFailure.badRequest("Unknown event type: \(event.name)")
        }
        guard event.workspaceID == request.workspaceID else {
            throw APIFailure.forbidden("workspace_id does not match X-Workspace-ID.")
        }
        // A task of its own goes on when the client goes: the bridge may have told the channel that it has the message, and
        // the customer waits for the reply, not for the bridge. It ends with the model's time-outs at the latest.
        let task = Task { try await answer(event) }
        return try Response.json(await task.value)
    }

    /// Exchanges with one customer run one after the other, and so do all with one event.
    ///
    /// Who holds a later one of the three places never waits for an earlier one, so that no two wait for each other.
    private func answer(_ event: ChannelEvent) async throws -> ChannelEventAnswer {
        let exchange = NewExchange(
            workspaceID: event.workspaceID,
            agentID: event.agentID,
            channel: event.channel,
            externalUserID: event.externalUserID,
            eventID: event.messageID,
            type: event.message.type,
            content: event.message.content,
            credits: replyCredits,
            now: Timestamp.nowMilliseconds
        )
        return try await responder.queue.run("event \(event.workspaceID) \(event.messageID)") {
            try await responder.queue.run(event.customer) {
                let conversation = try await engine.run { [store = engine.store] in
                    try store.conversation(continuedBy: exchange)
                }
                guard let conversation else { return try await self.answer(exchange) }
                // Members of the workspace may talk to the agent in it meanwhile.
                return try await responder.queue.run(conversation.id) { try await self.answer(exchange) }
            }
        }
    }

    private func answer(_ new: NewExchange) async throws -> ChannelEventAnswer {
        let start = try await engine.run { [store = engine.store] in try store.beginExchange(new) }
        switch start {
        case .started(let exchange):
            responder.signal.notify()
            if let answer = try await complete(exchange) { return answer }
            return try await answer(new)
        case .answered(let record): return try await repeated(ChannelEventRecord(record), inWorkspace: new.workspaceID)
        case .unknownAgent: throw APIFailure.unknownAgent(new.agentID, inWorkspace: new.workspaceID)
        case .unknownConversation: throw ChannelFailure.unknownConversation(new.conversationID ?? "")
        case .insufficientCredits: throw ChannelFailure.insufficientCredits
        }
    }

    /// The answer to an event that was answered before, with how far its reply has come by now.
    private func repeated(
        _ record: ChannelEventRecord,
        inWorkspace workspace: String
    ) async throws -> ChannelEventAnswer {
        var delivery: DeliveryState?
        if let message = record.messageID {
            delivery = try await engine.run { [store = engine.store] in
                try store.deliveryState(ofMessage: message, inWorkspace: workspace)
            }
        }
        return ChannelEventAnswer(record, delivery: delivery, isDuplicate: true)
    }

    /// Replies, and sends the reply.
    ///
    /// - Returns: Nil when another process has answered the event meanwhile.
    private func complete(_ exchange: StartedExchange) async throws -> ChannelEventAnswer? {
        do {
            let text = exchange.reservation == nil ? nil : try await replyText(to: exchange)
            return try await finish(exchange, text: text)
        } catch let error as EngineError where error.code == .alreadyExists {
            if let reservation = exchange.reservation {
                try await engine.runPersistently { [store = engine.store] in try store.refund(reservation) }
            }
            return nil
        } catch {
            // Should this fail as well, the credits are given back when the server starts again.
            try await engine.runPersistently { [store = engine.store] in
                try store.failExchange(exchange, status: .needsHuman)
            }
            throw error
        }
    }

    private func replyText(to exchange: StartedExchange) async throws -> String {
        let reply = try await responder.reply(to: exchange)
        // A model may write anything, and the database no NUL.
        let text = reply.text.replacing("\0", with: "\u{FFFD}")
        guard !text.trimmed.isEmpty else { throw EngineError(.answererFailed, "the model replied with nothing") }
        return text
    }

    /// - Parameter text: Nil when the agent does not reply, and a person must.
    private func finish(_ exchange: StartedExchange, text: String?) async throws -> ChannelEventAnswer {
        let conversation = exchange.conversation
        let reply = text.map {
            NewReply(content: $0, dispatch: outbox.dispatch(over: conversation.channel), now: Timestamp.nowMilliseconds)
        }
        let stored = try await engine.runPersistently { [store = engine.store] in
            try store.finishExchange(exchange, reply: reply, status: reply == nil ? .needsHuman : .open) { identifier in
                ChannelEventRecord(conversationID: conversation.id, messageID: identifier, reply: text).encoded
            }
        }
        let record = ChannelEventRecord(conversationID: conversation.id, messageID: stored?.id, reply: text)
        guard let stored else { return ChannelEventAnswer(record, delivery: nil, isDuplicate: false) }
        let delivery = await outbox.sendStored(
            stored,
            over: conversation.channel,
            to: conversation.externalUserID ?? ""
        )
        return ChannelEventAnswer(record, delivery: delivery, isDuplicate: false)
    }
}

extension ChannelEvent {
    /// What the exchanges with one customer have in common.
    fileprivate var customer: String { "customer \(workspaceID) \(agentID) \(channel) \(externalUserID)" }
}
