import RetrievalEngine

/// Prompts.
struct PromptRoutes: Sendable {
    let endpoint: BearerEndpoint

    var routes: [Route] { [] }
}
