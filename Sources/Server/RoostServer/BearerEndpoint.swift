import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What the routes with bearer tokens do before and after their own work: the token first, so that nobody without one
/// learns anything; then the answer as JSON.
struct BearerEndpoint: Sendable {
    let engine: RetrievalEngine
    let models: NamedModels
    let verifier: BearerVerifier
    /// Bytes of a request's JSON body, and of an uploaded file, at most.
    let maximumByteCount: Int

    /// A route whose requests come from users.
    func route(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: Operation,
        _ handle: @escaping @Sendable (UserRequest) async throws -> Response
    ) -> Route {
        Route(method, path, operation) { request, context in
            let token = try await verifier.token(of: request)
            return try await handle(
                UserRequest(token: token, request: request, context: context, maximumByteCount: maximumByteCount)
            )
        }
    }
}

/// A request whose sender is known.
struct UserRequest: Sendable {
    let token: BearerToken
    /// As it came; its body may not have been read yet.
    let request: Request
    let context: BasicRequestContext
    let maximumByteCount: Int

    /// The user, as the token's issuer names them.
    var userID: String { token.subject }

    /// The body as JSON.
    func json() async throws -> JSONValue {
        try await request.json(upTo: maximumByteCount)
    }

    /// The request with its body in memory, which can be read again and whose connection can be watched.
    func collected() async throws -> UserRequest {
        UserRequest(
            token: token,
            request: try await request.collected(upTo: maximumByteCount),
            context: context,
            maximumByteCount: maximumByteCount
        )
    }

    /// A segment of the path that the route left open.
    func pathSegment(_ name: String) throws -> String {
        try request.pathSegment(name, in: context)
    }

    /// The query of the URL.
    var query: QueryItems { QueryItems(request.uri.query) }

    /// As ``Request/whileConnected(_:)``.
    func whileConnected<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await request.whileConnected(work)
    }
}

extension SecurityScheme {
    /// The token of a user.
    static let userToken = bearerToken(
        named: "bearerToken",
        description: "A JSON Web Token: of `roost token --sub USER`, or of the issuer that the server is set up with "
            + "(`SUPABASE_…`)."
    )
}
