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
///   - parts: What it answers to, and what runs beside it; nil to make them. Servers of one process share the routes, and
///     so what they count and whom they let wait.
///   - onListening: Called once connections are accepted, with the port, which the system may have picked.
package func buildApplication(
    configuration: ServerConfiguration,
    engine: RetrievalEngine,
    logger: Logger,
    parts: ServerParts? = nil,
    onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    // The framework's own lines are for those who look into it; the server says itself where it listens.
    var frameworkLogger = logger
    frameworkLogger.logLevel = max(logger.logLevel, .notice)
    let parts = parts ?? ServerParts(configuration: configuration, engine: engine, logger: logger)
    return Application(
        router: makeRouter(routes: parts.routes, logger: logger),
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
        services: parts.services,
        onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
        logger: frameworkLogger
    )
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
