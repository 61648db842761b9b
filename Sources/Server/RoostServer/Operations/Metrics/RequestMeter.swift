import HTTPTypes
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
        /// The class of the status, such as `2xx`; `aborted` for what was not answered to its end.
        var outcome: String
    }

    /// The route of requests that have none.
    static let noRoute = "none"
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    /// Requests that have begun and have not ended; see ``RequestReport``.
    let inProgress = Atomic(0)
    private let series = Mutex<[Key: DurationHistogram]>([:])

    /// - Parameter status: Nil for a request that was not answered to its end.
    func record(_ duration: Duration, method: HTTPRequest.Method, route: String?, status: HTTPResponse.Status?) {
        let key = Key(
            method: Self.methods.contains(method.rawValue) ? method.rawValue : "other",
            route: route ?? Self.noRoute,
            outcome: status.map { "\($0.code / 100)xx" } ?? "aborted"
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
            ($0.key.route, $0.key.method, $0.key.outcome) < ($1.key.route, $1.key.method, $1.key.outcome)
        }
    }
}
