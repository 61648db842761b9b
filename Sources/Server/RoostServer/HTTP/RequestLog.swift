import Hummingbird
import Logging

/// Writes one line for each request: what was asked, what was answered and how long it took.
///
/// The query of the URL is left out, for it may hold a key, and so are all bodies and headers.
struct RequestLog: RouterMiddleware {
    typealias Context = BasicRequestContext

    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let elapsed = ContinuousClock.now - start
        logger.info(
            "Request",
            metadata: [
                "request.id": context.logger[metadataKey: "hb.request.id"] ?? "none",
                "http.method": "\(request.method)",
                "http.path": "\(request.uri.path)",
                "http.status": "\(response.status.code)",
                "http.milliseconds": "\(elapsed / .milliseconds(1))",
            ]
        )
        return response
    }
}
