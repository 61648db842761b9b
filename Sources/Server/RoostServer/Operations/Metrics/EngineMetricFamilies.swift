import DocumentStore
import HTTPFormats
import RetrievalEngine

/// Stages, queues, indexes and files.
struct EngineMetricFamilies {
    private let metrics: EngineMetrics
    private let statistics: EngineStatistics
    private let store: SQLiteStore

    init(_ engine: RetrievalEngine) {
        metrics = engine.metrics
        statistics = engine.statistics
        store = engine.store
    }

    var families: [MetricFamily] { stages + queues + jobs + indexes + files }

    private var stages: [MetricFamily] {
        var duration = MetricFamily(
            "roost_stage_duration_seconds",
            .histogram,
            help: "Time of the stages of ingesting and answering, time in queues included."
        )
        for stage in EngineMetrics.Stage.allCases {
            duration.add(metrics.durations(of: stage), [.init("stage", stage.rawValue)])
        }
        let tokens = MetricFamily(
            "roost_encoder_tokens_total",
            .counter,
            help: "Tokens that embedding models have read.",
            value: Double(metrics.encodedTokens.value)
        )
        return [duration, tokens]
    }

    private var queues: [MetricFamily] {
        var waiting = MetricFamily(
            "roost_compute_waiting",
            .gauge,
            help: "Pieces of work that wait for a thread, by lane."
        )
        var running = MetricFamily("roost_compute_running", .gauge, help: "Pieces of work that have a thread, by lane.")
        var refused = MetricFamily(
            "roost_compute_refusals_total",
            .counter,
            help: "Pieces of work that were refused because too many waited, by lane."
        )
        for lane in ComputePool.Lane.allCases {
            guard let occupancy = statistics.lanes[lane] else { continue }
            let label = [MetricFamily.Label("lane", lane.rawValue)]
            waiting.add(Double(occupancy.waitingCount), label)
            running.add(Double(occupancy.runningCount), label)
            refused.add(Double(occupancy.refusedCount), label)
        }
        let extractions = MetricFamily(
            "roost_extractions_waiting",
            .gauge,
            help: "Documents that wait for their text to be extracted.",
            value: Double(statistics.waitingExtractionCount)
        )
        return [waiting, running, refused, extractions]
    }

    /// None when the store does not answer: that is for the log and `/ready` to tell.
    private var jobs: [MetricFamily] {
        guard let counts = try? store.jobCounts() else { return [] }
        var jobs = MetricFamily("roost_jobs", .gauge, help: "Jobs that are remembered, by kind and state.")
        for kind in JobKind.allCases {
            for state in JobState.allCases {
                let labels: [MetricFamily.Label] = [.init("kind", kind.rawValue), .init("state", state.rawValue)]
                jobs.add(Double(counts[kind]?[state] ?? 0), labels)
            }
        }
        return [jobs]
    }

    private var indexes: [MetricFamily] {
        var caches = MetricFamily(
            "roost_cache_bytes",
            .gauge,
            help: "Vectors of lately encoded texts that the default embedding model remembers."
        )
        for (cache, byteCount) in statistics.cacheByteCounts.sorted(by: { $0.key < $1.key }) {
            caches.add(Double(byteCount), [.init("cache", cache)])
        }
        var files = MetricFamily(
            "roost_index_files_total",
            .counter,
            help: "What has become of indexes in files."
        )
        let counts = statistics.indexFiles
        for (outcome, count) in [
            ("opened", counts.openedCount), ("refused", counts.refusedCount), ("saved", counts.savedCount),
            ("failed", counts.failedSaveCount), ("removed", counts.removedCount),
        ] {
            files.add(Double(count), [.init("outcome", outcome)])
        }
        return [
            MetricFamily(
                "roost_indexes",
                .gauge,
                help: "Vector indexes in memory.",
                value: Double(statistics.indexes.indexCount)
            ),
            MetricFamily(
                "roost_index_memory_bytes",
                .gauge,
                help: "Memory of the vector indexes.",
                value: Double(statistics.indexes.byteCount)
            ),
            MetricFamily(
                "roost_model_weights_bytes",
                .gauge,
                help: "Size of the weights of the embedding models in memory.",
                value: Double(statistics.modelByteCount)
            ), caches, files,
        ]
    }

    private var files: [MetricFamily] {
        var families = [
            MetricFamily(
                "roost_database_size_bytes",
                .gauge,
                help: "Size of the database.",
                value: Double(statistics.files.databaseByteCount)
            ),
            MetricFamily(
                "roost_database_wal_size_bytes",
                .gauge,
                help: "Size of the database's write-ahead log.",
                value: Double(statistics.files.logByteCount)
            ),
        ]
        if let free = statistics.files.freeByteCount {
            families.append(
                MetricFamily(
                    "roost_disk_free_bytes",
                    .gauge,
                    help: "What the file system of the data folder has left.",
                    value: Double(free)
                )
            )
        }
        return families
    }
}
