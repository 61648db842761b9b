import HTTPTypes
import Hummingbird
import NIOCore

/// Tells that the server lives. No key is needed.
struct HealthRoutes {
    /// The version of the program.
    let version: String
    private let start = ContinuousClock.now

    init(version: String) {
        self.version = version
    }

    var routes: [Route] {
        [
            Route(.get, "/health", .health) { _, _ in
                try Response.json(Health(status: "ok", uptime: uptime, version: version))
            },
            // What container health checks of CriaBot ask for.
            Route(.get, "/health_check", .healthCheck) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: "text/plain; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: "Pong!"))
                )
            },
        ]
    }

    /// The time since the start, as hours:minutes:seconds.
    private var uptime: String {
        let seconds = (ContinuousClock.now - start).components.seconds
        let (minutes, second) = seconds.quotientAndRemainder(dividingBy: 60)
        let (hours, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return "\(hours):" + [minute, second].map { ($0 < 10 ? "0" : "") + String($0) }.joined(separator: ":")
    }
}

/// The answer of `GET /health`.
private struct Health: Encodable {
    var status: String
    var uptime: String
    var version: String
}
