import Logging
import RetrievalEngine
import ServiceLifecycle

/// Sends what waits in the outbox.
struct OutboxWorker: Service {
    let engine: RetrievalEngine
    let logger: Logger

    func run() async throws {
        try await gracefulShutdown()
    }
}
