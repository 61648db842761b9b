import HTTPTypes
import Hummingbird
import Logging

/// Gives each request an identifier, counts it, and writes one line for it: what was asked, what was answered and how long
/// it took.
///
/// That is when the answer is made; where it comes to be while it is sent, when its last piece was. The query of the URL is
/// left out, for it may hold a key, and so are all bodies and headers but the identifier.
struct RequestLog: RouterMiddleware {
    typealias Context = BasicRequestContext

    private let logger: Logger
    private let meter: RequestMeter
    /// The routes' patterns by what the framework calls them.
    private let patterns: [String: String]

    init(logger: Logger, meter: RequestMeter, routes: [Route]) {
        self.logger = logger
        self.meter = meter
        patterns = Dictionary(
            routes.map { (RouterPath($0.path).description, $0.path) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let identifier = RequestIdentifier(request.headers)
        var context = context
        // All lines of the request have it.
        context.logger = logger
        context.logger[metadataKey: JSONLogLine.requestIdentifierKey] = "\(identifier.text)"
        let report = RequestReport(request, meter: meter, logger: context.logger)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            report.end(isAborted: true)
            throw error
        }
        if let header = RequestIdentifier.header {
            response.headers[header] = identifier.text
        }
        report.note(response.status, route: context.endpointPath.flatMap { patterns[$0] })
        // Only a body of unknown length comes to be while it is written.
        guard response.body.contentLength == nil else {
            report.end()
            return response
        }
        let body = response.body
        response.body = ResponseBody { writer in
            do {
                try await body.write(writer)
                report.end()
            } catch {
                report.end(isAborted: true)
                throw error
            }
        }
        return response
    }
}
