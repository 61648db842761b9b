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
    let connections = parts.status.connections
    return Application(
        router: makeRouter(parts, logger: logger),
        server: HTTPServerBuilder { responder in
            MonitoredChannel(responder: responder, table: connections)
        },
        configuration: ApplicationConfiguration(
            address: .hostname(configuration.host, port: configuration.port),
            availableConnectionsDelegate: .maximum(
                connections.limits.connectionCount + connections.limits.refusedConnectionCount,
                logger: frameworkLogger
            )
        ),
        services: parts.services,
        onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
        logger: frameworkLogger
    )
}

/// A request passes the log first, then the origin's rights, the place where errors become answers, the limits of its
/// head, and the count of its body.
private func makeRouter(_ parts: ServerParts, logger: Logger) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
    router.add(middleware: RequestLog(logger: logger, meter: parts.status.requests, routes: parts.routes))
    router.add(middleware: CrossOrigin())
    router.add(middleware: ErrorRenderer(routes: parts.routes))
    router.add(middleware: HeadLimits())
    router.add(middleware: BodyCounting(budget: parts.status.bodies))
    for route in parts.routes {
        router.on(RouterPath(route.path), method: route.method, use: route.handler)
    }
    return router
}
