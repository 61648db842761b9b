import RetrievalEngine

/// The events of a streamed answer, told apart by `type`, as CriaEmbed reads them (contract, section 7.2).
enum ChatEvent: Encodable, Sendable {
    /// What the server is doing.
    case status(engine: String, state: String, message: String)
    /// The next piece of the answer.
    case chunk(String)
    /// The places that the answer cites.
    case citations([Citation])
    /// The answer broke off; it was not added to the chat.
    case error(String)
    /// The answer is complete and was added to the chat; `reply` is what `send` would have answered.
    case done(elapsed: Duration, reply: ChatReply)

    private enum CodingKeys: String, CodingKey {
        case type, engine, state, message, content, sources, reply
        case elapsed = "elapsed_ms"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .status(let engine, let state, let message):
            try container.encode("status", forKey: .type)
            try container.encode(engine, forKey: .engine)
            try container.encode(state, forKey: .state)
            try container.encode(message, forKey: .message)
        case .chunk(let text):
            try container.encode("chunk", forKey: .type)
            try container.encode(text, forKey: .content)
        case .citations(let citations):
            try container.encode("citations", forKey: .type)
            try container.encode(citations.map(CitedSource.init), forKey: .sources)
        case .error(let message):
            try container.encode("error", forKey: .type)
            try container.encode(message, forKey: .message)
        case .done(let elapsed, let reply):
            try container.encode("done", forKey: .type)
            try container.encode(Int(elapsed.milliseconds.rounded()), forKey: .elapsed)
            try container.encode(reply, forKey: .reply)
        }
    }
}

/// A cited place in the form of CriaEmbed.
private struct CitedSource: Encodable {
    var id: Int
    var type = "doc"
    var label: String
    var display: String
    var icon = "file"
    var metadata: [String: JSONValue]

    init(_ citation: Citation) {
        id = citation.number
        label = "[\(citation.number)]"
        display = citation.page.map { "\(citation.document), page \($0)" } ?? citation.document
        metadata = ["url": .null, "engine": .string("roost")]
        if case .object(let members) = citation.json {
            metadata.merge(members) { own, _ in own }
        }
    }
}

extension ChatRoutes {
    /// Answers a prompt as events while it is being written, and adds both to the chat at the end.
    ///
    /// Nothing is added when the client leaves before; the model then stops, too.
    @Sendable
    func stream(_ request: CriaBotRequest) async throws -> EventStream<ChatEvent> {
        let exchange = try await accept(request)
        return EventStream { send in
            let start = ContinuousClock.now
            let model = exchange.composer.engine.answeringModelName
            do {
                try await send(.status(engine: model, state: "started", message: "Looking for an answer"))
                let reply = try await run(exchange) { try await send(.chunk($0)) }
                try await send(.citations(reply.content.citations))
                try await send(.done(elapsed: start.duration(to: .now), reply: reply))
            } catch let error as EngineError {
                // The status line is gone: the failure becomes the last event.
                try await send(.error(CriaBotError(error).message))
                throw error
            } catch let error as CriaBotError {
                try await send(.error(error.message))
                throw error
            }
        }
    }
}
