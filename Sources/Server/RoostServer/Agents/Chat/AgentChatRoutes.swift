import DocumentStore
import HTTPTypes
import Hummingbird
import NIOCore
import RetrievalEngine

/// Conversations of members with the agents of their workspace (the Agents API's document, section 2).
struct AgentChatRoutes: Sendable {
    let endpoint: WorkspaceEndpoint
    let responder: AgentResponder
    /// Counts the requests of a workspace; nil for no limit.
    let limiter: RateLimiter?

    private var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [endpoint.route(.post, "/api/v1/ai/chat", .agentChat, limiter: limiter, chat)]
    }

    /// Answers a message with events: `start`, then the text piece by piece, then `end`.
    ///
    /// What fails before the first event is answered with a status of its own; later it is the event `error`.
    @Sendable
    private func chat(_ request: WorkspaceRequest) async throws -> Response {
        let request = try await request.collected()
        let message = try AgentChatRequest(await request.json())
        do {
            return try await events(answering: message, of: request)
                .response(to: request.request, logger: request.context.logger)
        } catch is InsufficientCredits {
            return try Self.paymentRequired
        } catch let error as CancellationError {
            throw error
        } catch {
            throw APIFailure(error).closingConnection
        }
    }

    private func events(answering message: AgentChatRequest, of request: WorkspaceRequest) -> EventStream<[UInt8]> {
        EventStream(mediaType: "text/event-stream") {
            $0
        } produce: { sink in
            let stream = AgentReplyStream(sink)
            do {
                guard let conversation = message.conversationID else {
                    return try await exchange(message, of: request, into: stream)
                }
                // Each message sees the reply to the one before it.
                try await responder.queue.run(conversation) {
                    try await exchange(message, of: request, into: stream)
                }
            } catch {
                try await stream.fail(error)
                throw error
            }
        }
    }

    private func exchange(
        _ message: AgentChatRequest,
        of request: WorkspaceRequest,
        into stream: AgentReplyStream
    ) async throws {
        let exchange = try await begin(message, of: request)
        let reply: ConversationReply
        do {
            reply = try await self.reply(to: exchange, into: stream)
            try await responder.finish(exchange, text: await stream.text)
        } catch {
            await responder.breakOff(exchange, text: await stream.text, logger: request.context.logger)
            throw error
        }
        try await stream.end(reply.agentCitations)
    }

    private func reply(to exchange: StartedExchange, into stream: AgentReplyStream) async throws -> ConversationReply {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stream.keepAlive(exchange) }
            defer { group.cancelAll() }
            let reply = try await responder.reply(to: exchange) { piece in
                try await stream.start(exchange)
                try await stream.send(text: piece)
            }
            try await stream.start(exchange)
            return reply
        }
    }

    /// Stores the message and sets aside what the reply costs.
    private func begin(_ message: AgentChatRequest, of request: WorkspaceRequest) async throws -> StartedExchange {
        let new = NewExchange(
            workspaceID: request.workspaceID,
            agentID: message.agentID,
            conversationID: message.conversationID,
            channel: message.channel,
            type: message.message.type,
            content: message.message.content,
            isTest: message.isTest,
            now: Timestamp.nowMilliseconds
        )
        switch try await responder.begin(new) {
        case .started(let exchange): return exchange
        case .unknownAgent: throw APIFailure.unknownAgent(message.agentID, inWorkspace: request.workspaceID)
        case .unknownConversation: throw APIFailure.unknownConversation
        case .insufficientCredits: throw InsufficientCredits()
        case .answered: throw EngineError(.internalFailure, "a message that is no event was answered before")
        }
    }

    /// The document wants the status and the event.
    private static var paymentRequired: Response {
        get throws {
            Response(
                status: .paymentRequired,
                headers: [.contentType: "text/event-stream", .cacheControl: "no-cache", .connection: "close"],
                body: ResponseBody(
                    byteBuffer: ByteBuffer(
                        bytes: try AgentChatEvents.error(InsufficientCredits.message, code: InsufficientCredits.code)
                    )
                )
            )
        }
    }
}

extension APIFailure {
    static let unknownConversation = notFound("Conversation not found.")
}
