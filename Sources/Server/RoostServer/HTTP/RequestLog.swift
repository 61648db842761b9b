import HTTPTypes
import Hummingbird
import Logging

/// Gives each request an identifier, and writes one line for it: what was asked, what was answered and how long it took.
///
/// The query of the URL is left out, for it may hold a key, and so are all bodies and headers but the identifier.
struct RequestLog: RouterMiddleware {
    typealias Context = BasicRequestContext

    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let identifier = RequestIdentifier(request.headers)
        var context = context
        // All lines of the request have it.
        context.logger = logger
        context.logger[metadataKey: JSONLogLine.requestIdentifierKey] = "\(identifier.text)"
        var response = try await next(request, context)
        if let header = RequestIdentifier.header {
            response.headers[header] = identifier.text
        }
        let elapsed = ContinuousClock.now - start
        context.logger.info(
            "Request",
            metadata: [
                "http.method": "\(request.method)",
                "http.path": "\(request.uri.path)",
                "http.status": "\(response.status.code)",
                "http.milliseconds": "\(elapsed / .milliseconds(1))",
            ]
        )
        return response
    }
}
