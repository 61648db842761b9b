package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import RetrievalEngine

/// The version that the server and the command line report.
package let roostVersion = "1.0.0"

/// Puts the server together: every API on one router, ready to listen on the configured address.
///
/// Keys are checked from the first request on; ``Authenticator/ensureMasterKey(configured:)`` must have run before.
///
/// - Parameters:
///   - routes: What it answers to; nil for all routes. Servers of one process share them, and so what they count and whom
///     they let wait.
///   - onListening: Called once connections are accepted, with the port, which the system may have picked.
package func buildApplication(
    configuration: ServerConfiguration,
    engine: RetrievalEngine,
    logger: Logger,
    routes: [Route]? = nil,
    onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    // The framework's own lines are for those who look into it; the server says itself where it listens.
    var frameworkLogger = logger
    frameworkLogger.logLevel = max(logger.logLevel, .notice)
    return Application(
        router: makeRouter(
            routes: routes ?? makeRoutes(configuration: configuration, engine: engine),
            logger: logger
        ),
        server: .http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ContinueHandler()],
                idleTimeout: .seconds(60)
            )
        ),
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: .maximum(1024, logger: logger)
        ),
        onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
        logger: frameworkLogger
    )
}

/// Every route of the server.
package func makeRoutes(configuration: ServerConfiguration, engine: RetrievalEngine) -> [Route] {
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
    var routes = HealthRoutes(version: roostVersion).routes
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
    return routes + DocumentationRoutes(documenting: routes, version: roostVersion).routes
}

/// A request passes the log first, then the origin's rights, then the place where errors become answers.
private func makeRouter(routes: [Route], logger: Logger) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestLog(logger: logger))
    router.add(middleware: CrossOrigin())
    router.add(middleware: ErrorRenderer(routes: routes))
    for route in routes {
        router.on(RouterPath(route.path), method: route.method, use: route.handler)
    }
    return router
}
