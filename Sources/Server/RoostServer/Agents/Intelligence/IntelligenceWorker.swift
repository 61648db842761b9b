import Logging
import RetrievalEngine
import ServiceLifecycle

/// Finds out what messages say, in the background: topic, intent, sentiment and entities.
struct IntelligenceWorker: Service {
    let engine: RetrievalEngine
    let logger: Logger
    /// Told of every message that is stored.
    let signal: WorkSignal

    func run() async throws {
        try await gracefulShutdown()
    }
}
