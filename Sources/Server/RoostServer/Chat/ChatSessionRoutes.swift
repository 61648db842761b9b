import RetrievalEngine

/// Chat sessions.
struct ChatSessionRoutes: Sendable {
    let endpoint: BearerEndpoint

    var routes: [Route] { [] }
}
