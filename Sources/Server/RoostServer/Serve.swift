import DocumentStore
import Foundation
import Hummingbird
package import Logging
import NIOCore
package import RetrievalEngine
import ServiceLifecycle
import Synchronization

/// Opens the data folder, for this process alone to serve from, and serves as below.
///
/// Where the process may not have as many files open as the configuration has connections, fewer are let in.
///
/// - Throws: ``ConfigurationError`` when another process serves from the folder, and when the process may not have any
///   connections.
package func serve(configuration: ServerConfiguration, logger: Logger) async throws {
    var configuration = configuration
    let connectionCount = try DescriptorLimit.raised().connectionCount(of: configuration)
    if connectionCount < configuration.connections.connectionCount {
        logger.warning(
            "The system's limit of open files allows fewer connections than ROOST_MAX_CONNECTIONS",
            metadata: [
                "configured": "\(configuration.connections.connectionCount)", "allowed": "\(connectionCount)",
            ]
        )
        configuration.connections.connectionCount = connectionCount
    }
    let lock: DataFolderLock
    do {
        lock = try DataFolderLock(folder: configuration.dataFolder)
    } catch {
        throw ConfigurationError(key: "ROOST_DATA", reason: error.message)
    }
    try await serve(configuration: configuration, engine: configuration.makeEngine(logger: logger), logger: logger)
    withExtendedLifetime(lock) {}
}

/// Serves until SIGTERM or SIGINT; requests in progress are then answered first, within the configured time. A second
/// signal ends the process at once.
///
/// On the first start without a configured master key, one is made and written to standard error, this once. When every
/// port accepts connections, one line `listening on http://HOST:PORT` goes there as well.
///
/// - Throws: ``ConfigurationError`` when a port cannot be opened; ``EngineError`` when the database cannot be used;
///   `Shutdown.DeadlineError` when requests or work in the background had to be cut.
package func serve(configuration: ServerConfiguration, engine: RetrievalEngine, logger: Logger) async throws {
    var configuration = configuration
    if configuration.tokens.ownSecret == nil {
        configuration.tokens.ownSecret = try TokenSecret.ensure(inDataFolder: configuration.dataFolder)
    }
    let authenticator = Authenticator(engine: engine)
    if let key = try await authenticator.ensureMasterKey(configured: configuration.masterKey) {
        writeToStandardError("master API key (shown only now; ROOST_API_KEY sets another one): \(key.text)")
    }
    let urlHost = configuration.urlHost
    let listeners = Listeners(count: 1 + configuration.compatibilityPorts.count) { port in
        writeToStandardError("listening on http://\(urlHost):\(port)")
    }
    configuration.warnOfTrust(logger)
    let abandonedCount = try await engine.run { [store = engine.store] in try store.refundAbandonedReservations() }
    if abandonedCount > 0 {
        logger.notice("Credits of \(abandonedCount) answers that the last run did not finish were given back")
    }
    var parts = ServerParts(configuration: configuration, engine: engine, logger: logger)
    let services = parts.services
    parts.services = []
    let main = buildApplication(configuration: configuration, engine: engine, logger: logger, parts: parts) { port in
        listeners.started(mainPort: port)
    }
    let others = configuration.compatibilityPorts.map { [configuration, parts] port in
        var configuration = configuration
        configuration.port = port
        return buildApplication(configuration: configuration, engine: engine, logger: logger, parts: parts) { _ in
            listeners.started(mainPort: nil)
        }
    }
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            // The last one is the first to end: what works in the background goes on until all is answered.
            services: services + [ListenerGroup([main] + others)],
            gracefulShutdownSignals: [],
            logger: logger
        )
    )
    do {
        try await Shutdown(
            group: group,
            status: parts.status,
            drainDelay: configuration.drainDelay,
            deadline: configuration.shutdownDeadline,
            logger: logger
        ).run()
    } catch let error where error is SocketAddressError || error is SocketAddressError.UnknownHost {
        throw ConfigurationError(
            key: "ROOST_HOST",
            reason: "expected an address of this machine, found '\(configuration.host)'"
        )
    } catch let error as IOError {
        let ports = ([configuration.port] + configuration.compatibilityPorts).map(String.init)
        throw ConfigurationError(
            key: "ROOST_PORT",
            reason: "cannot listen on \(configuration.host), port \(ports.joined(separator: ", ")): \(error)"
        )
    }
}

/// Waits for all listeners of one server.
private final class Listeners: Sendable {
    private struct State {
        var missingCount: Int
        var mainPort: Int?
    }

    private let state: Mutex<State>
    private let onComplete: @Sendable (Int) -> Void

    init(count: Int, onComplete: @escaping @Sendable (_ mainPort: Int) -> Void) {
        state = Mutex(State(missingCount: count))
        self.onComplete = onComplete
    }

    /// Called by each listener once it accepts connections; the main one tells its port.
    func started(mainPort: Int?) {
        let completedPort: Int? = state.withLock { state in
            state.missingCount -= 1
            state.mainPort = mainPort ?? state.mainPort
            return state.missingCount == 0 ? state.mainPort : nil
        }
        if let completedPort {
            onComplete(completedPort)
        }
    }
}

extension ServerConfiguration {
    /// Says what an operator should know about secrets that are weak or missing.
    fileprivate func warnOfTrust(_ logger: Logger) {
        for (name, secret) in [("ROOST_JWT_SECRET", tokens.ownSecret), ("SUPABASE_JWT_SECRET", tokens.issuerSecret)]
        where secret.map({ $0.count < 32 }) == true {
            logger.warning("\(name) is short: who guesses it can be anybody; RFC 7518 wants 32 bytes")
        }
        warnOfMissingGatewaySecret(logger)
        warnOfOpenFolder(logger)
    }

    /// The Assistants API believes the header `x-user-id`, which is for a gateway to set: whoever can reach the port can be
    /// anybody there.
    private func warnOfMissingGatewaySecret(_ logger: Logger) {
        guard assistantGatewaySecret == nil, !["127.0.0.1", "::1", "localhost"].contains(host) else { return }
        logger.warning(
            "The Assistants API trusts the header x-user-id of whoever reaches this port; set ASSISTANT_GATEWAY_SECRET",
            metadata: ["http.host": "\(host)"]
        )
    }

    /// The host as URLs write it.
    fileprivate var urlHost: String {
        host.contains(":") ? "[\(host)]" : host
    }
}

private func writeToStandardError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
