import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Messages from and to the channels on which customers write (the Agents API's document, sections 4 and 5).
struct ChannelRoutes: Sendable {
    let endpoint: WorkspaceEndpoint
    let responder: AgentResponder
    let outbox: OutboxWorker
    /// What an agent's reply to an event costs.
    let replyCredits: Int64
    /// Requests to send with one key run one after the other, so that the later ones learn what became of the first.
    let sends = ChatQueue()

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [
            endpoint.route(.post, "/api/v1/channels/event", .channelEvent, receive),
            endpoint.route(.post, "/api/v1/channels/send", .channelSend, send),
        ]
    }
}
