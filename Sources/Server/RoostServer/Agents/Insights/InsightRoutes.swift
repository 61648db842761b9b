/// Answers questions about what happened in a workspace.
struct InsightRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] { [] }
}
