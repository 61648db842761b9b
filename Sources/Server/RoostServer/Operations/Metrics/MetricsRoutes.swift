import HTTPFormats
import HTTPTypes
import Hummingbird
import NIOCore
import RetrievalEngine

/// Tells a Prometheus server how this one is doing. No key is needed: the numbers are of the whole server, and no name,
/// identifier or path of anybody is among them.
///
/// Nothing of it waits for the engine's threads: it is read when they are busy.
struct MetricsRoutes {
    let engine: RetrievalEngine
    let status: ServerStatus
    let version: String

    var routes: [Route] {
        [
            Route(.get, "/metrics", .metrics) { _, _ in
                let text = MetricsText(families).text
                return Response(
                    status: .ok,
                    headers: [.contentType: MetricsText.mediaType, .cacheControl: "no-store"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: text))
                )
            }
        ]
    }

    private var families: [MetricFamily] {
        ServerMetrics(status).families + EngineMetricFamilies(engine).families
            + ProcessMetrics(engine: engine, version: version, start: status.start).families
    }
}

extension MetricFamily {
    mutating func add(_ histogram: DurationHistogram.Snapshot, _ labels: [Label]) {
        add(
            buckets: Array(zip(DurationHistogram.bounds, histogram.cumulativeCounts)).map { (bound: $0, count: $1) },
            count: histogram.count,
            sum: histogram.seconds,
            labels
        )
    }
}
