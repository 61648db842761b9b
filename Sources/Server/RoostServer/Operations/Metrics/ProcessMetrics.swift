import HTTPFormats
import RetrievalEngine

/// The process, under the names that Prometheus's client libraries give them, and what was built.
struct ProcessMetrics {
    let engine: RetrievalEngine
    let version: String
    /// Seconds since 1970.
    let start: Double

    var families: [MetricFamily] {
        var build = MetricFamily(
            "roost_build_info",
            .gauge,
            help: "1, with the version and what it runs with as labels."
        )
        build.add(
            1,
            [
                .init("version", version), .init("model", engine.modelName),
                .init("precision", engine.precision.rawValue),
            ]
        )
        let now = ProcessStatistics.current
        let numbers: [(String, MetricFamily.Kind, String, Double?)] = [
            ("process_cpu_seconds_total", .counter, "Time on processors.", now.processorSeconds),
            ("process_resident_memory_bytes", .gauge, "Memory that is in use.", now.residentByteCount.map(Double.init)),
            ("process_virtual_memory_bytes", .gauge, "Address space.", now.virtualByteCount.map(Double.init)),
            ("process_open_fds", .gauge, "Open files and connections.", now.openFileCount.map(Double.init)),
            ("process_max_fds", .gauge, "The most open files.", now.maximumOpenFileCount.map(Double.init)),
            ("process_threads", .gauge, "Threads.", now.threadCount.map(Double.init)),
            ("process_start_time_seconds", .gauge, "When the server started, since 1970.", start),
        ]
        return [build]
            + numbers.compactMap { name, kind, help, value in
                value.map { MetricFamily(name, kind, help: help, value: $0) }
            }
    }
}
