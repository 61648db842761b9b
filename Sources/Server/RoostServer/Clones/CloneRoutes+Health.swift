import HTTPTypes
import Hummingbird
import RetrievalEngine

extension CloneRoutes {
    /// Whether clones can answer; what is told may be some seconds old.
    @Sendable
    func health(_ request: UserRequest) async throws -> Response {
        guard await engine.isAnsweringModelReachable() else {
            return try .json(CloneHealth.unhealthy, status: .serviceUnavailable, headers: [.retryAfter: "5"])
        }
        return try .json(CloneHealth.healthy)
    }
}
