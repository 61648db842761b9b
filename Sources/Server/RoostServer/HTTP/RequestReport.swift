import HTTPTypes
import Hummingbird
import Logging
import Synchronization

/// One request: in progress until it ends, and then counted and logged, once.
///
/// With its last reference it ends as one that was aborted: nobody has its answer to send any more.
final class RequestReport: Sendable {
    private struct State {
        var route: String?
        var status: HTTPResponse.Status?
        var isOver = false
    }

    private let start = ContinuousClock.now
    private let request: HTTPRequest
    private let path: String
    private let meter: RequestMeter
    private let logger: Logger
    private let state = Mutex(State())

    init(_ request: Request, meter: RequestMeter, logger: Logger) {
        self.request = request.head
        path = request.uri.path
        self.meter = meter
        self.logger = logger
        meter.inProgress.add(1, ordering: .relaxed)
    }

    deinit {
        end(isAborted: true)
    }

    /// Says what the request is answered with.
    ///
    /// - Parameter route: The pattern of the path; nil for none.
    func note(_ status: HTTPResponse.Status, route: String?) {
        state.withLock { ($0.status, $0.route) = (status, route) }
    }

    /// Only the first call counts.
    func end(isAborted: Bool = false) {
        let state = state.withLock { state in
            defer { state.isOver = true }
            return state
        }
        guard !state.isOver else { return }
        let duration = ContinuousClock.now - start
        meter.inProgress.subtract(1, ordering: .relaxed)
        meter.record(duration, method: request.method, route: state.route, status: isAborted ? nil : state.status)
        var metadata: Logger.Metadata = [
            "http.method": "\(request.method)",
            "http.path": "\(path)",
            "http.milliseconds": "\(duration / .milliseconds(1))",
        ]
        metadata["http.status"] = state.status.map { "\($0.code)" }
        if isAborted { metadata["http.aborted"] = "true" }
        logger.info("Request", metadata: metadata)
    }
}
