import HTTPTypes
import Hummingbird
import RetrievalEngine

/// Tells a member that the workspace can be used.
struct AgentHealthRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] {
        [
            endpoint.route(.get, "/api/health", .agentHealth) { request in
                try Response.json(
                    AgentHealth(status: "ok", userID: request.userID, workspaceID: request.workspaceID)
                )
            }
        ]
    }
}

private struct AgentHealth: Encodable {
    var status: String
    var userID: String
    var workspaceID: String

    enum CodingKeys: String, CodingKey {
        case status
        case userID = "user_id"
        case workspaceID = "workspace_id"
    }
}

extension Operation {
    fileprivate static let agentHealth = agents(
        "Health of a workspace",
        description: "Answers when token and workspace are good.",
        answers: [
            .ok: .json(
                "All is well.",
                .object(required: ["status": .constant("ok"), "user_id": .string, "workspace_id": .uuid])
                    .named("AgentHealth")
            )
        ]
    )
}
