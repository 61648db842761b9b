import HTTPTypes
import Hummingbird
import Logging
import RetrievalEngine

/// Tells whether requests should be sent here: `/health` says that the process lives, this that it can work. No key is
/// needed.
struct ReadinessRoutes: Sendable {
    let engine: RetrievalEngine
    let status: ServerStatus
    /// What the file system of the data folder must have left.
    let freeByteCount: Int

    var routes: [Route] {
        [
            Route(.get, "/ready", .ready) { _, context in
                guard let problem = await problem else { return try Response.json(Readiness(status: "ready")) }
                if let cause = problem.cause {
                    context.logger.error("Not ready", metadata: ["error": "\(cause)"])
                }
                return try Response.json(
                    Readiness(status: "unavailable", reason: problem.reason),
                    status: .serviceUnavailable,
                    headers: [.retryAfter: "1"]
                )
            }
        ]
    }

    /// Why requests should not come; nil when they should. The model is loaded before the first connection is taken.
    private var problem: (reason: String, cause: EngineError?)? {
        get async {
            if status.isDraining { return ("the server is shutting down", nil) }
            do {
                try await engine.checkReadiness(freeByteCount: freeByteCount)
                return nil
            } catch let error as EngineError where error.code == .overloaded {
                return ("the server is busy", nil)
            } catch let error as EngineError where error.code == .outOfSpace {
                return ("the disk is full", error)
            } catch let error as EngineError {
                return ("the store does not answer", error)
            } catch {
                return ("the request was cancelled", nil)
            }
        }
    }
}

/// The answer of `GET /ready`.
private struct Readiness: Encodable {
    var status: String
    var reason: String?
}
