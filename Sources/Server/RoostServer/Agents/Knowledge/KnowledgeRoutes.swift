/// What agents know: files, messages and texts from elsewhere.
struct KnowledgeRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] { [] }
}
