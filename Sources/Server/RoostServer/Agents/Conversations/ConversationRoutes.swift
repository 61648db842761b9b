/// Shows what was said in conversations and what is known of it.
struct ConversationRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] { [] }
}
