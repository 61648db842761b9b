/// Messages from and to the channels on which customers write.
struct ChannelRoutes: Sendable {
    let endpoint: WorkspaceEndpoint
    let responder: AgentResponder
    let outbox: OutboxWorker

    var routes: [Route] { [] }
}
