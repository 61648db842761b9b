import HTTPFormats
import RetrievalEngine
import Synchronization

/// Requests and connections.
struct ServerMetrics {
    private let status: ServerStatus

    init(_ status: ServerStatus) {
        self.status = status
    }

    var families: [MetricFamily] { requests + connections }

    private var requests: [MetricFamily] {
        var count = MetricFamily(
            "roost_http_requests_total",
            .counter,
            help: "Requests that have ended, by method, pattern of the path and class of the status."
        )
        var duration = MetricFamily(
            "roost_http_request_duration_seconds",
            .histogram,
            help: "Time from a request's headers until its answer was made, or the last event of a stream was sent."
        )
        for (key, histogram) in status.requests.snapshots {
            let labels: [MetricFamily.Label] = [
                .init("method", key.method), .init("route", key.route), .init("status", key.outcome),
            ]
            count.add(Double(histogram.count), labels)
            duration.add(histogram, labels)
        }
        let inProgress = MetricFamily(
            "roost_http_requests_in_progress",
            .gauge,
            help: "Requests whose answers are not made.",
            value: Double(status.requests.inProgress.load(ordering: .relaxed))
        )
        let bodies = MetricFamily(
            "roost_http_body_budget_bytes",
            .gauge,
            help: "What large bodies of requests take of the bytes that they may take together.",
            value: Double(status.bodies.takenByteCount)
        )
        return [count, duration, inProgress, bodies]
    }

    private var connections: [MetricFamily] {
        let table = status.connections
        let counts = table.counts
        var open = MetricFamily("roost_http_connections", .gauge, help: "Open connections, by what they are doing.")
        open.add(Double(counts.idleCount), [.init("state", "idle")])
        open.add(Double(counts.readingCount), [.init("state", "reading")])
        open.add(Double(counts.answeringCount), [.init("state", "answering")])
        return [
            open,
            MetricFamily(
                "roost_http_connection_evictions_total",
                .counter,
                help: "Idle connections that were closed to make room for new ones.",
                value: Double(table.evictions.value)
            ),
            MetricFamily(
                "roost_http_connection_refusals_total",
                .counter,
                help: "Connections that were answered 503 because there were too many.",
                value: Double(table.refusals.value)
            ),
            MetricFamily(
                "roost_http_connection_timeouts_total",
                .counter,
                help: "Connections that were closed because the client was silent or slow.",
                value: Double(table.timeouts.value)
            ),
        ]
    }
}
