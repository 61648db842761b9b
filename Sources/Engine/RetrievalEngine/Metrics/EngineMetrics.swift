/// What an engine has done since it was opened, for whoever watches it: no names, no texts, only sums.
package final class EngineMetrics: Sendable {
    /// The stages of ingesting and answering.
    package enum Stage: String, Sendable, CaseIterable {
        /// A file's bytes become text.
        case extract
        /// A text is cut into chunks.
        case chunk
        /// Chunks or a question become vectors.
        case encode
        /// Documents are written to the database.
        case store
        /// Candidates are searched.
        case retrieve
        /// Candidates are scored anew.
        case rerank
        /// The model answers.
        case answer
    }

    private let histograms = Stage.allCases.map { _ in DurationHistogram() }
    /// Tokens that embedding models have read, special ones included.
    package let encodedTokens = Counter()

    package init() {}

    /// How long a stage took, each time.
    package func durations(of stage: Stage) -> DurationHistogram.Snapshot {
        histogram(stage).snapshot
    }

    package func record(_ duration: Duration, of stage: Stage) {
        histogram(stage).record(duration)
    }

    /// Runs a stage and records its time, also when it throws.
    func measure<Value, Failure: Error>(
        _ stage: Stage,
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let start = ContinuousClock.now
        defer { record(ContinuousClock.now - start, of: stage) }
        return try await work()
    }

    private func histogram(_ stage: Stage) -> DurationHistogram {
        histograms[Stage.allCases.firstIndex(of: stage) ?? 0]
    }
}
