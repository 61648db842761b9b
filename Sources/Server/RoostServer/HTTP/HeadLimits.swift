import HTTPTypes
import Hummingbird

/// Refuses requests with too long a URL or too many headers, and those on connections that are one too many.
struct HeadLimits: RouterMiddleware {
    typealias Context = BasicRequestContext

    /// Bytes of the URL's path and query: a name of 1,000 characters, each of four bytes and percent-encoded, fits.
    static let maximumURLByteCount = 16 << 10
    /// Bytes of all header names and values: a bearer token of 8 KiB beside a browser's headers fits.
    static let maximumHeaderByteCount = 32 << 10
    static let maximumHeaderCount = 100

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if ConnectionAdmission.isRefused {
            throw APIFailure.tooManyConnections.closingConnection
        }
        guard request.head.path?.utf8.count ?? 0 <= Self.maximumURLByteCount else {
            throw Self.failure(.uriTooLong)
        }
        guard request.headers.count <= Self.maximumHeaderCount,
            request.headers.reduce(0, { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count })
                <= Self.maximumHeaderByteCount
        else { throw Self.failure(.requestHeaderFieldsTooLarge) }
        return try await next(request, context)
    }

    private static func failure(_ status: HTTPResponse.Status) -> APIFailure {
        APIFailure(status: status, message: status.reasonPhrase)
    }
}

extension APIFailure {
    fileprivate static let tooManyConnections = APIFailure(
        status: .serviceUnavailable,
        message: "The server has too many connections; try again soon.",
        headers: [.retryAfter: "1"]
    )
}
