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
        if let group = APIGroup(path: request.uri.path) {
            let isNotFound = (error as? HTTPError)?.status == .notFound
            return group.rendered(isNotFound ? unrouted(request) : APIFailure(error))
        }
        switch error {
        case let error as ValidationError: return RenderedFailure(error)
        case let error as HTTPError where error.status == .notFound:
            let failure = unrouted(request)
            return RenderedFailure(detail: failure.message, status: failure.status, headers: failure.headers)
        case let error as APIFailure:
            return RenderedFailure(
                detail: error.message,
                status: error.status,
                headers: error.headers,
                cause: error.cause
            )
        case let error as HTTPError: return RenderedFailure(detail: error.status.reasonPhrase, status: error.status)
        default:
            return RenderedFailure(detail: "Internal Server Error", status: .internalServerError, cause: error)
        }
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

    private func log(_ failure: RenderedFailure, logger: Logger) {
        guard failure.status.kind == .serverError else { return }
        logger.error(
            "Request failed",
            metadata: [
                "http.status": "\(failure.status.code)",
                "error": "\(failure.cause.map { ErrorChain($0).description } ?? "none")",
            ]
        )
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
