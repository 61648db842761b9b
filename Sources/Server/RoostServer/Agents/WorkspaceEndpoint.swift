import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What every route of the Agents API does before its own work, in this order: the token, the workspace and whether the
/// user belongs to it, the rate limit.
struct WorkspaceEndpoint: Sendable {
    let engine: RetrievalEngine
    let models: NamedModels
    let verifier: BearerVerifier
    /// Bytes of a request's JSON body, and of an uploaded file, at most.
    let maximumByteCount: Int

    /// A route for members of the workspace that the request names.
    ///
    /// - Parameter limiter: Counts the requests of a workspace to this route; nil for no limit.
    func route(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: Operation,
        limiter: RateLimiter? = nil,
        _ handle: @escaping @Sendable (WorkspaceRequest) async throws -> Response
    ) -> Route {
        Route(method, path, operation) { request, context in
            let token = try await verifier.token(of: request)
            guard token.isForAudience else { throw BearerFailure.wrongAudience }
            let workspace = try await workspace(of: request, for: token.subject)
            try limiter?.admit(workspace)
            return try await handle(
                WorkspaceRequest(
                    userID: token.subject,
                    workspaceID: workspace,
                    request: request,
                    context: context,
                    maximumByteCount: maximumByteCount
                )
            )
        }
    }

    /// The workspace that the request names.
    ///
    /// - Throws: 403, the same for one that does not exist, one that the user does not belong to, and what is no UUID.
    private func workspace(of request: Request, for user: String) async throws -> String {
        let header = HTTPField.Name("X-Workspace-ID").flatMap { request.headers[$0] }?.trimmed ?? ""
        guard !header.isEmpty else { throw APIFailure.forbidden("X-Workspace-ID header is required.") }
        let isMember: Bool
        if let workspace = UUIDText.canonical(header) {
            isMember = try await engine.run { [store = engine.store] in
                try store.isMember(user, ofWorkspace: workspace)
            }
            if isMember { return workspace }
        }
        throw APIFailure.forbidden("You are not a member of this workspace.")
    }
}

/// A request of a member of a workspace.
struct WorkspaceRequest: Sendable {
    let userID: String
    /// A UUID in lower case.
    let workspaceID: String
    /// As it came; its body may not have been read yet.
    let request: Request
    let context: BasicRequestContext
    let maximumByteCount: Int

    /// The body as JSON.
    ///
    /// - Throws: 415 for one that says that it is something else; as ``Request/json(upTo:)``.
    func json() async throws -> JSONValue {
        guard request.isJSON else { throw APIFailure.unsupportedMediaType(of: request) }
        return try await request.json(upTo: maximumByteCount)
    }

    /// The request with its body in memory, which can be read again and whose connection can be watched.
    func collected() async throws -> WorkspaceRequest {
        WorkspaceRequest(
            userID: userID,
            workspaceID: workspaceID,
            request: try await request.collected(upTo: maximumByteCount),
            context: context,
            maximumByteCount: maximumByteCount
        )
    }
}
