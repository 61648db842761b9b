import HTTPTypes
import Hummingbird

/// Lets web pages of any origin call the server (Fetch standard, CORS protocol).
///
/// No request is trusted for where it comes from or for a cookie: each carries its key. So naming the origin and
/// allowing credentials opens nothing that the key does not.
struct CrossOrigin: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard let origin = request.headers[.origin] else { return try await next(request, context) }
        var response = isPreflight(request) ? preflightResponse(to: request) : try await next(request, context)
        Self.permit(origin, in: &response.headers)
        return response
    }

    /// Lets pages of an origin read an answer.
    static func permit(_ origin: String, in headers: inout HTTPFields) {
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlAllowCredentials] = "true"
        headers[.accessControlExposeHeaders] = "Retry-After, X-Model, X-Request-ID, X-Session-ID"
        headers[.vary] = "Origin"
    }

    private func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.headers[.accessControlRequestMethod] != nil
    }

    private func preflightResponse(to request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowMethods: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT",
            .accessControlMaxAge: "600",
        ]
        headers[.accessControlAllowHeaders] = request.headers[.accessControlRequestHeaders]
        return Response(status: .ok, headers: headers)
    }
}
