import DocumentStore
import RetrievalEngine

/// What the client of a chat has been sent of a reply.
actor AgentReplyStream {
    private let sink: EventSink<[UInt8]>
    private let pulse = Pulse()
    private var hasStarted = false
    /// All text that was sent.
    private(set) var text = ""

    init(_ sink: EventSink<[UInt8]>) {
        self.sink = sink
    }

    /// Says which conversation the reply belongs to; once, however often it is called.
    func start(_ exchange: StartedExchange) async throws {
        guard !hasStarted else { return }
        hasStarted = true
        try await send(AgentChatEvents.start(conversation: exchange.conversation.id, agent: exchange.agent.id))
    }

    func send(text piece: String) async throws {
        // A model may write anything, and the database no NUL.
        let piece = piece.replacing("\0", with: "\u{FFFD}")
        guard !piece.isEmpty else { return }
        text += piece
        try await send(AgentChatEvents.token(piece))
    }

    func end(_ citations: [AgentCitation]) async throws {
        try await send(AgentChatEvents.end(citations))
    }

    /// Tells of a failure that came too late for a status of its own; nothing when there was no event yet.
    func fail(_ error: any Error) async throws {
        guard hasStarted, !(error is CancellationError) else { return }
        let failure = APIFailure(error)
        try await send(
            AgentChatEvents.error(failure.agentDetail, code: failure.isOfModel ? "ai_provider_failure" : "STREAM_ERROR")
        )
    }

    /// Keeps the connection open through long silences, until it is cancelled.
    func keepAlive(_ exchange: StartedExchange) async throws {
        while !Task.isCancelled {
            try await pulse.silence(of: .seconds(15))
            try await start(exchange)
            try await send(ReplyEvents.ping)
        }
    }

    private func send(_ event: [UInt8]) async throws {
        try await sink.send(event)
        pulse.beat()
    }
}
