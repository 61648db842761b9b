import Foundation
import Hummingbird
package import Logging
import NIOCore
package import RetrievalEngine
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Serves until SIGTERM or SIGINT; requests in progress are then answered first.
///
/// On the first start without a configured master key, one is made and written to standard error, this once. When every
/// port accepts connections, one line `listening on http://HOST:PORT` goes there as well.
///
/// - Throws: ``ConfigurationError`` when a port cannot be opened; ``EngineError`` when the database cannot be used.
package func serve(configuration: ServerConfiguration, engine: RetrievalEngine, logger: Logger) async throws {
    let authenticator = Authenticator(engine: engine)
    if let key = try await authenticator.ensureMasterKey(configured: configuration.masterKey) {
        writeToStandardError("master API key (shown only now; ROOST_API_KEY sets another one): \(key.text)")
    }
    let listeners = Listeners(count: 1 + configuration.compatibilityPorts.count) { port in
        writeToStandardError("listening on http://\(configuration.urlHost):\(port)")
    }
    let main = buildApplication(configuration: configuration, engine: engine, logger: logger) { port in
        listeners.started(mainPort: port)
    }
    let others = configuration.compatibilityPorts.map { port in
        var configuration = configuration
        configuration.port = port
        return buildApplication(configuration: configuration, engine: engine, logger: logger) { _ in
            listeners.started(mainPort: nil)
        }
    }
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [main] + others,
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
    )
    do {
        try await group.run()
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
    /// The host as URLs write it.
    fileprivate var urlHost: String {
        host.contains(":") ? "[\(host)]" : host
    }
}

private func writeToStandardError(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
}
