import DocumentStore
import Logging
import RetrievalEngine
import ServiceLifecycle

/// The Agents API: its routes, and what works in the background for it.
struct AgentParts: Sendable {
    var routes: [Route]
    var services: [any Service]
    /// What wakes them.
    let signals: [MessageJobKind: WorkSignal]

    init(users: BearerEndpoint, configuration: ServerConfiguration, logger: Logger) {
        let endpoint = WorkspaceEndpoint(
            engine: users.engine,
            models: users.models,
            verifier: users.verifier,
            maximumByteCount: users.maximumByteCount
        )
        let signal = WorkSignal()
        let responder = AgentResponder(engine: users.engine, models: users.models, signal: signal)
        let intelligence = IntelligenceWorker(engine: users.engine, logger: logger, signal: signal)
        let outbox = OutboxWorker(engine: users.engine, settings: configuration.channels, logger: logger)
        routes = AgentHealthRoutes(endpoint: endpoint).routes
        routes +=
            AgentChatRoutes(
                endpoint: endpoint,
                responder: responder,
                limiter: RateLimiter(limit: configuration.agentChatRateLimit)
            ).routes
        routes += KnowledgeRoutes(endpoint: endpoint).routes
        routes +=
            ChannelRoutes(
                endpoint: endpoint,
                responder: responder,
                outbox: outbox,
                replyCredits: configuration.chargesChannelEvents ? 1 : 0
            ).routes
        routes +=
            InsightRoutes(
                endpoint: endpoint,
                limiter: RateLimiter(limit: configuration.copilotRateLimit)
            ).routes
        routes += ConversationRoutes(endpoint: endpoint).routes
        services = [intelligence, outbox]
        signals = [.intelligence: signal, .outbox: outbox.signal]
    }
}
