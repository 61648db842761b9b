package import DocumentStore
import Foundation
import LanguageModel

/// A job that this process has taken.
package struct ClaimedJob: Sendable {
    package var job: StoredJob
    package var lease: JobLease
}

/// What the end of the task means for the job that it runs.
package enum JobStop: Sendable {
    /// The user has interrupted the work: the job is cancelled.
    case cancels
    /// The process shuts down: the job is left to the next one.
    case releases
}

extension RetrievalEngine {
    /// Takes a job that waits, or whose process has died; nil when there is none.
    package func claimJob(
        _ kinds: Set<JobKind> = Set(JobKind.allCases),
        id: Int64? = nil,
        ignoringDelays: Bool = false,
        policy: JobPolicy = .standard
    ) async throws -> ClaimedJob? {
        let choice = JobChoice(
            kinds: kinds,
            id: id,
            ignoresDelays: ignoringDelays,
            attemptLimit: policy.attemptLimit
        )
        return try await run { [store] in
            let dead = try store.endedJobHolders()
            let now = Self.milliseconds
            // Most of the time there is nothing, and to find that out is no write.
            guard try store.hasDueJob(choice, now: now, deadHolders: dead) else { return nil }
            let claimant = Self.claimant(now: now, policy: policy, deadHolders: dead)
            return try store.claimJob(choice, by: claimant).map(ClaimedJob.init)
        }
    }

    static func claimant(now: Int64, policy: JobPolicy, deadHolders: Set<String> = []) -> JobClaimant {
        JobClaimant(
            holder: ProcessIdentity.current.text,
            now: now,
            leaseEnd: now + policy.leaseDuration.wholeMilliseconds,
            deadHolders: deadHolders
        )
    }

    /// The present time in milliseconds since 1970.
    package static var milliseconds: Int64 { Int64(Date.now.timeIntervalSince1970 * 1e3) }

    /// Runs `body` while the lease is prolonged, and ends the job with what comes of it. Where that cannot be written down,
    /// the lease lapses, and whoever finds the job then goes on with it.
    ///
    /// - Parameter progress: What the heartbeats tell.
    /// - Throws: ``JobInterruption``; what `body` throws, after which the job is tried again later, or has failed.
    func holding<Value: Sendable>(
        _ lease: JobLease,
        policy: JobPolicy,
        stop: JobStop,
        progress: @escaping @Sendable () -> IngestProgress = { IngestProgress() },
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            let value = try await withTaskCancellationHandler {
                try await whileAlive(lease, policy: policy, progress: progress, body)
            } onCancel: {
                if stop == .cancels { markCancelling(lease) }
            }
            try await end(lease, .done)
            return value
        } catch is CancellationError {
            try? await end(lease, stop == .cancels ? .cancelled : .released)
            throw JobInterruption(jobID: lease.jobID, reason: stop == .cancels ? .cancelled : .released)
        } catch let interruption as JobInterruption {
            if interruption.reason == .cancelled { try? await end(lease, .cancelled) }
            throw interruption
        } catch {
            try? await end(lease, await outcome(of: error, lease, policy: policy))
            throw error
        }
    }

    /// Runs `body` while the lease is prolonged.
    private func whileAlive<Value: Sendable>(
        _ lease: JobLease,
        policy: JobPolicy,
        progress: @escaping @Sendable () -> IngestProgress,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await self.keepAlive(lease, policy: policy, progress: progress)
                return nil
            }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            while let value = try await group.next() {
                if let value { return value }
            }
            throw CancellationError()
        }
    }

    /// Writes down that the job is being cancelled: work may take a while to end, and the process be killed meanwhile.
    private func markCancelling(_ lease: JobLease) {
        // Nobody waits for it: whoever is cancelled cannot. It ends with a transaction, which changes nothing when the job
        // has ended before.
        Task { [store] in
            try? await self.run { try store.markCancelling(lease) }
        }
    }

    private func keepAlive(
        _ lease: JobLease,
        policy: JobPolicy,
        progress: @Sendable () -> IngestProgress
    ) async throws {
        while true {
            try await Task.sleep(for: policy.heartbeatInterval)
            let (progress, now) = (progress(), Self.milliseconds)
            let status = try? await run { [store] in
                try store.extendLease(
                    lease,
                    now: now,
                    until: now + policy.leaseDuration.wholeMilliseconds,
                    cutChunkCount: progress.chunkCount,
                    encodedChunkCount: progress.encodedChunkCount
                )
            }
            // A heartbeat that fails is made up for by the next one. Who has lost the lease meanwhile changes nothing more.
            switch status {
            case .held?, nil: continue
            case .cancelling?: throw JobInterruption(jobID: lease.jobID, reason: .cancelled)
            case .lost?: throw JobInterruption(jobID: lease.jobID, reason: .lost)
            }
        }
    }

    /// Ends a lease also when the task is cancelled.
    private func end(_ lease: JobLease, _ outcome: JobOutcome) async throws {
        // A task of its own is not cancelled with the one that waits for it.
        try await Task { [store] in
            _ = try await self.runPersistently { try store.endJob(lease, outcome, now: Self.milliseconds) }
        }.value
    }

    /// What an error means for the job.
    private func outcome(of error: any Error, _ lease: JobLease, policy: JobPolicy) async -> JobOutcome {
        let (reason, code) = ("\(error)", (error as? EngineError)?.code)
        if let code, EngineError.Code.passing.contains(code) {
            let time = Self.milliseconds + policy.passingDelay.wholeMilliseconds
            return .postponed(until: time, reason: reason, isCounted: false)
        }
        let isLasting = code.map(EngineError.Code.lasting.contains) ?? false
        let attempt = try? await run { [store] in try store.job(lease.jobID)?.attemptCount }
        let delay = policy.retries.delay(
            retryCount: max(0, (attempt ?? 1) - 1),
            retryAfter: nil,
            random: .random(in: 0..<1)
        )
        guard !isLasting, let delay else { return .failed(reason: reason) }
        return .postponed(until: Self.milliseconds + delay.wholeMilliseconds, reason: reason)
    }
}

extension EngineError.Code {
    /// Those that trying again does not help against.
    fileprivate static let lasting: Set<Self> = [.notFound, .modelMismatch, .modelUnavailable, .invalidArgument]
    /// Those that say nothing about the job, and go away by themselves.
    fileprivate static let passing: Set<Self> = [.overloaded, .outOfSpace]
}

extension JobStore {
    /// Those who run jobs and whose process has ended.
    package func endedJobHolders() throws(StoreError) -> Set<String> {
        try jobHolders().filter { ProcessIdentity($0)?.hasEnded == true }
    }
}

extension Duration {
    /// Rounded down.
    package var wholeMilliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
