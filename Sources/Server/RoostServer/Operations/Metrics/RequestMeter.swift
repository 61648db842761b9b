import HTTPTypes
import Hummingbird
import RetrievalEngine
import Synchronization

/// Counts requests and their times by method, pattern of the path and class of the status.
///
/// Never by what a client makes up: a path that is none and a method that is none are one of each.
///
/// - Complexity: One look-up a request.
final class RequestMeter: Sendable {
    struct Key: Hashable, Sendable {
        var method: String
        /// As the route has it, with its names in braces.
        var route: String
        /// The first digit of the status.
        var statusClass: Int
    }

    /// The route of requests that have none.
    static let noRoute = "none"
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Requests whose answers are not whole.
    let inProgress = Atomic(0)
    private let series = Mutex<[Key: DurationHistogram]>([:])

    func record(_ duration: Duration, method: HTTPRequest.Method, route: String?, status: HTTPResponse.Status) {
        let key = Key(
            method: Self.methods.contains(method.rawValue) ? method.rawValue : "other",
            route: route ?? Self.noRoute,
            statusClass: status.code / 100
        )
        let histogram = series.withLock { series in
            if let histogram = series[key] { return histogram }
            let histogram = DurationHistogram()
            series[key] = histogram
            return histogram
        }
        histogram.record(duration)
    }

    /// In a fixed order.
    var snapshots: [(key: Key, histogram: DurationHistogram.Snapshot)] {
        let series = series.withLock { $0 }
        return series.map { ($0.key, $0.value.snapshot) }.sorted {
            ($0.key.route, $0.key.method, $0.key.statusClass) < ($1.key.route, $1.key.method, $1.key.statusClass)
        }
    }
}

/// Has each request counted, with the time until its answer was whole.
struct RequestMetering: RouterMiddleware {
    typealias Context = BasicRequestContext

    let meter: RequestMeter
    /// The routes' patterns by what the framework calls them.
    private let patterns: [String: String]

    init(meter: RequestMeter, routes: [Route]) {
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
        let start = ContinuousClock.now
        meter.inProgress.add(1, ordering: .relaxed)
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            meter.inProgress.subtract(1, ordering: .relaxed)
            throw error
        }
        let status = response.status
        let finish: @Sendable () -> Void = { [meter, route = context.endpointPath.flatMap { patterns[$0] }] in
            meter.inProgress.subtract(1, ordering: .relaxed)
            meter.record(ContinuousClock.now - start, method: request.method, route: route, status: status)
        }
        // Only a body of unknown length comes to be while it is written.
        guard response.body.contentLength == nil else {
            finish()
            return response
        }
        let body = response.body
        response.body = ResponseBody { writer in
            defer { finish() }
            try await body.write(writer)
        }
        return response
    }
}
