import DocumentStore
package import Logging
package import RetrievalEngine
package import ServiceLifecycle

/// What a server is made of: every route, and what works in the background.
package struct ServerParts: Sendable {
    package var routes: [Route]
    /// Run beside one server of the process.
    package var services: [any Service]
    /// How the servers of the process are doing.
    package let status: ServerStatus

    package init(configuration: ServerConfiguration, engine: RetrievalEngine, logger: Logger) {
        status = ServerStatus(
            connections: configuration.connections,
            bodyByteCount: max(configuration.leastBodyBudgetByteCount, 4 * configuration.maximumBodyByteCount)
        )
        let models = NumberedModels(configuration: configuration, engine: engine)
        let bots = CriaBotEndpoint(
            engine: engine,
            models: models,
            authenticator: Authenticator(engine: engine),
            maximumBodyByteCount: configuration.maximumBodyByteCount
        )
        let users = BearerEndpoint(
            engine: engine,
            models: NamedModels(models, engine: engine),
            verifier: BearerVerifier(configuration.tokens),
            maximumByteCount: configuration.maximumBodyByteCount
        )
        let agents = AgentParts(users: users, configuration: configuration, logger: logger)
        routes = HealthRoutes(version: roostVersion).routes
        let jobs = JobWorker(engine: engine, logger: logger, signal: WorkSignal())
        let signals = Dictionary(
            uniqueKeysWithValues: JobKind.allCases.map { (BackgroundKind.job($0), jobs.signal) }
                + agents.signals.map { (BackgroundKind.message($0), $1) }
        )
        routes += JobRoutes(engine: engine, authenticator: bots.authenticator, signals: signals).routes
        routes +=
            ReadinessRoutes(
                engine: engine,
                status: status,
                // A transaction of the largest upload needs some ten times its bytes.
                freeByteCount: max(configuration.leastFreeByteCount, 10 * configuration.maximumBodyByteCount)
            ).routes
        routes += MetricsRoutes(engine: engine, status: status, version: roostVersion).routes
        routes += BotRoutes(endpoint: bots).routes
        routes += ChatRoutes(endpoint: bots, timeToLive: configuration.chatTimeToLive).routes
        routes += ContentKind.allCases.flatMap { ContentRoutes(endpoint: bots, kind: $0).routes }
        routes += CloneRoutes(endpoint: users, indexLabel: configuration.indexLabel).routes
        routes += ChatSessionRoutes(endpoint: users).routes
        routes += PromptRoutes(endpoint: users).routes
        routes +=
            AssistantRoutes(
                engine: engine,
                models: users.models,
                gatewaySecret: configuration.assistantGatewaySecret,
                maximumByteCount: configuration.maximumBodyByteCount
            ).routes
        routes += agents.routes
        routes += DocumentationRoutes(documenting: routes, version: roostVersion).routes
        services = agents.services + [jobs]
    }
}
