import HTTPTypes
import Hummingbird
import Logging
import RetrievalEngine

/// A failure in the words of the API it happened in, ready to be sent.
struct RenderedFailure: Error {
    var status: HTTPResponse.Status
    var body: any Encodable & Sendable
    var headers: HTTPFields = [:]
    /// What went wrong beneath; for the log, never for the client.
    var cause: (any Error)?
}

/// Turns what handlers throw into responses: the only place where errors become answers and log lines.
///
/// Each ``APIGroup`` words its own, also those that come before a handler; the rest get FastAPI's shape, `{"detail": …}`.
struct ErrorRenderer: RouterMiddleware {
    typealias Context = BasicRequestContext

    let routes: [Route]

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as CancellationError {
            throw error
        } catch {
            let failure = rendered(error, for: request)
            log(failure, logger: context.logger)
            return try Response.json(failure.body, status: failure.status, headers: failure.headers)
        }
    }

    private func rendered(_ error: any Error, for request: Request) -> RenderedFailure {
        if let failure = error as? RenderedFailure { return failure }
        let path = request.uri.path
        guard (error as? HTTPError)?.status == .notFound else { return RenderedFailure(error, at: path) }
        // Also under CriaBot's prefix: its document has FastAPI's own answers there.
        return APIGroup(path: path)?.rendered(unrouted(request)) ?? RenderedFailure(unrouted(request))
    }

    /// No route, or none for the method: then 405, with the methods that there are.
    ///
    /// Of several paths that match, the router has taken the one with the fewest open segments.
    private func unrouted(_ request: Request) -> APIFailure {
        let matching = routes.filter { $0.matches(path: request.uri.path) }
        let openCount = matching.map(\.openSegmentCount).min()
        let methods = matching.filter { $0.openSegmentCount == openCount }.map(\.method)
        guard !methods.isEmpty, !methods.contains(request.method) else { return .notFound("Not Found") }
        let allowed = Set(methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : []))
        return APIFailure(
            status: .methodNotAllowed,
            message: "Method Not Allowed",
            headers: [.allow: allowed.sorted().joined(separator: ", ")]
        )
    }

    /// What has no cause is the server's way to say that it has too much to do.
    private func log(_ failure: RenderedFailure, logger: Logger) {
        guard failure.status.kind == .serverError else { return }
        let status: Logger.Metadata = ["http.status": "\(failure.status.code)"]
        guard let cause = failure.cause else { return logger.debug("Request refused", metadata: status) }
        logger.error("Request failed", metadata: status.merging(["error": "\(ErrorChain(cause))"]) { $1 })
    }
}

/// An error and what it was caused by, outermost first: for the log.
struct ErrorChain: CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        let cause = (error as? EngineError)?.cause ?? (error as? CriaBotError)?.cause ?? (error as? APIFailure)?.cause
        description = cause.map { "\(error): \(ErrorChain($0))" } ?? String(describing: error)
    }
}

extension RenderedFailure {
    /// An error in the shape of the API that a path belongs to.
    init(_ error: any Error, at path: String) {
        if let group = APIGroup(path: path) {
            self = group.rendered(APIFailure(error))
        } else if let error = error as? ValidationError {
            self.init(error)
        } else if path.hasPrefix("/bots/") {
            self.init(CriaBotError(error), of: NoFields.self)
        } else {
            self.init(APIFailure(error))
        }
    }

    /// A failure in FastAPI's own shape.
    init(_ failure: APIFailure) {
        self.init(detail: failure.message, status: failure.status, headers: failure.headers, cause: failure.cause)
    }

    /// A failure in FastAPI's own shape.
    init(
        detail: String,
        status: HTTPResponse.Status,
        headers: HTTPFields = [:],
        cause: (any Error)? = nil
    ) {
        self.init(status: status, body: JSONValue.object(["detail": .string(detail)]), headers: headers, cause: cause)
    }

    /// A long list of issues has no more to say than its beginning.
    private static let largestIssueCount = 100

    init(_ error: ValidationError) {
        self.init(
            status: .unprocessableContent,
            body: JSONValue.object(["detail": .array(error.issues.prefix(Self.largestIssueCount).map(\.json))])
        )
    }
}
