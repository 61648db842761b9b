import DocumentStore
import Foundation

/// The steps of tidying the store up, in their order: what makes room first, so that it is done also where another fails.
enum CompactionStep: String, CaseIterable, Sendable {
    case oldJobs = "old jobs"
    case fullText = "full-text index"
    case freePages = "free pages"
    case statistics = "statistics"
    case log = "write-ahead log"
    case indexFiles = "index files"
}

/// When the store is tidied up, and for how long finished jobs are remembered.
package struct CompactionPolicy: Sendable {
    /// The time from the end of one compaction to the next.
    package var interval = Duration.seconds(86_400)
    /// The time from a server's first start to the first one, and from one to the next that is done before its time.
    package var shortInterval = Duration.seconds(3600)
    /// With so many bytes to give back it is done before its time.
    package var releasableByteCount: Int64 = 256 << 20
    /// Finished jobs are removed after this time, and the oldest ones when there are more than this.
    package var finishedJobTime = Duration.seconds(30 * 86_400)
    package var finishedJobCount = 1000

    package init() {}
}

extension RetrievalEngine {
    /// Has the store tidied up when it is due: sees to it that one such job waits.
    package func scheduleCompaction(_ policy: CompactionPolicy = CompactionPolicy()) async throws {
        try await run { [store] in
            let now = Self.milliseconds
            let last = try store.lastJobEnd(ofKind: .compaction)
            let isEarly = try last != nil && store.releasableByteCount() >= policy.releasableByteCount
            let interval = last == nil || isEarly ? policy.shortInterval : policy.interval
            let due = (last ?? now) + interval.wholeMilliseconds
            let waiting = try store.jobs(ofKinds: [.compaction], inStates: [.queued, .running], limit: 1).first
            // One that was begun and postponed keeps its time.
            let isMoved = isEarly && waiting.map { $0.progress.attemptStart == nil && $0.nextAttemptAt > due } ?? false
            guard waiting == nil || isMoved else { return }
            try store.scheduleCompaction(at: due, steps: CompactionStep.allCases.map(\.rawValue), now: now)
        }
    }

    /// Tidies the store up, in steps of some milliseconds between which others write.
    package func compact(
        _ claimed: ClaimedJob,
        policy: JobPolicy = .standard,
        compaction: CompactionPolicy = CompactionPolicy()
    ) async throws {
        try await holding(claimed.lease, policy: policy, stop: .releases) {
            let items = try await self.run { [store = self.store] in
                try store.items(ofJob: claimed.job.id, after: -1, limit: .max)
            }
            for item in items where item.state == .queued {
                try Task.checkCancellation()
                try await self.record(claimed.lease) { try $0.beginItems([item.number], under: $1) }
                // A step that only another release knows is none of ours.
                if let step = CompactionStep(rawValue: item.name) { try await self.take(step, compaction) }
                let result = JobItemResult(
                    number: item.number,
                    outcome: .done("completed", chunkCount: 0, tokenCount: 0)
                )
                try await self.record(claimed.lease) {
                    try $0.finishItems([result], now: Self.milliseconds, under: $1)
                }
            }
        }
    }

    private func record(
        _ lease: JobLease,
        _ change: @escaping @Sendable (any JobStore, JobLease) throws -> Bool
    ) async throws {
        guard try await runPersistently({ [store] in try change(store, lease) }) else {
            throw JobInterruption(jobID: lease.jobID, reason: .lost)
        }
    }

    /// Not in the background: whoever writes is waited for by all others that do.
    private func take(_ step: CompactionStep, _ policy: CompactionPolicy) async throws {
        switch step {
        case .fullText:
            try await run { [store] in try store.beginMergingFullTextIndex() }
            try await repeatInSteps { try $0.mergeFullTextIndex(pageCount: $1) }
        case .freePages: try await repeatInSteps { try $0.releaseFreePages(pageCount: $1) }
        case .statistics: try await run { [store] in try store.refreshStatistics() }
        case .log: try await run { [store] in try store.moveLog() }
        case .indexFiles:
            indexes.files.scheduleCleaning()
            await finishIndexFiles()
        case .oldJobs:
            let oldest = Self.milliseconds - policy.finishedJobTime.wholeMilliseconds
            try await repeatInSteps { store, pageCount in
                try store.removeOldJob(
                    finishedBefore: oldest,
                    keeping: policy.finishedJobCount,
                    itemCount: pageCount * Self.jobItemsPerPage
                )
            }
        }
    }

    /// About how many items of jobs are on a page of the database.
    private static let jobItemsPerPage = 32

    /// Repeats a step of about so many pages until there is no more to do. Writers have the store for as long as the steps.
    ///
    /// - Parameter step: Returns whether there is more to do.
    private func repeatInSteps(_ step: @escaping @Sendable (SQLiteStore, Int) throws -> Bool) async throws {
        var pace = StepPace()
        while true {
            try Task.checkCancellation()
            let (hasMore, time) = try await run { [store, pageCount = pace.pageCount] in
                let start = ContinuousClock.now
                return (try step(store, pageCount), ContinuousClock.now - start)
            }
            guard hasMore else { return }
            pace.note(time)
            try await Task.sleep(for: max(time, .milliseconds(1)))
        }
    }
}

/// How large the steps are that keep writers waiting: what takes about 10 ms on this machine.
struct StepPace {
    private(set) var pageCount = 8

    /// - Parameter time: What a step of `pageCount` took.
    mutating func note(_ time: Duration) {
        if time > .milliseconds(15) {
            pageCount = max(1, pageCount / 2)
        } else if time < .milliseconds(5) {
            pageCount = min(256, pageCount * 2)
        }
    }
}
