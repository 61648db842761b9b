import DocumentStore
package import RetrievalEngine

extension Administration {
    /// What is done in the background, as `GET /operations/jobs` lists it.
    ///
    /// - Parameters:
    ///   - kind: Only this one; nil for all.
    ///   - state: Only this one; nil for all.
    /// - Throws: ``EngineError/Code/invalidArgument`` for a kind or state that there is not.
    package func jobs(kind: String?, state: String?, limit: Int) throws -> JobDesk.List {
        var query = JobDesk.Query()
        query.limit = limit
        if let kind {
            query.kind = BackgroundKind(name: kind)
            guard query.kind != nil else { throw Self.unknown("kind", kind, BackgroundKind.all.map(\.name)) }
        }
        if let state {
            query.state = JobState(rawValue: state)
            guard query.state != nil else { throw Self.unknown("state", state, JobState.allCases.map(\.rawValue)) }
        }
        return try reporting { try desk.list(query) }
    }

    /// A job with its items.
    ///
    /// - Throws: ``EngineError/Code/notFound``.
    package func job(_ identifier: String) throws -> (job: JobDescription, items: [JobItemDescription]) {
        try known(identifier, reporting { try desk.job(identifier, limit: .max) })
    }

    /// Cancels a job; one that runs stops within seconds.
    ///
    /// - Throws: ``EngineError/Code/notFound``, `invalidArgument` when its state does not allow it.
    package func cancelJob(_ identifier: String) throws -> JobDescription {
        try changed(known(identifier, reporting { try desk.cancel(identifier) }))
    }

    /// Queues again what has failed or was cancelled.
    ///
    /// - Throws: As ``cancelJob(_:)``.
    package func retryJob(_ identifier: String) throws -> JobDescription {
        try changed(known(identifier, reporting { try desk.retry(identifier) }))
    }

    private var desk: JobDesk { JobDesk(store: store) }

    private func known<Value>(_ identifier: String, _ value: Value?) throws -> Value {
        guard let value else { throw EngineError(.notFound, "there is no job '\(identifier)'") }
        return value
    }

    private func changed(_ answer: JobDesk.Answer) throws -> JobDescription {
        switch answer {
        case .changed(let job): return job
        case .refused(let reason): throw EngineError(.invalidArgument, reason)
        }
    }

    private static func unknown(_ what: String, _ word: String, _ known: [String]) -> EngineError {
        EngineError(.invalidArgument, "the \(what) is one of \(known.joined(separator: ", ")), not '\(word)'")
    }
}

/// What became of a job that was resumed.
package struct ResumedJob: Sendable {
    package var job: JobDescription
    package var items: [JobItemDescription]
}

extension RetrievalEngine {
    /// Runs ingestions that wait or whose process has died, the oldest first, also before the time of their next attempt.
    ///
    /// - Parameter identifier: Only this job, of whatever kind; nil for all ingestions.
    /// - Returns: Those that were run, and those that were ended in place of it because their attempts are used up, as they
    ///   are then.
    /// - Throws: ``JobInterruption`` when the task is cancelled, and the job with it; ``EngineError/Code/notFound`` when the
    ///   chosen job does not wait, `invalidArgument` when another process runs it.
    package func resumeJobs(
        _ identifier: String?,
        onProgress: @escaping @Sendable (IngestProgress) -> Void
    ) async throws -> [ResumedJob] {
        let chosen = try identifier.map { try Self.number(of: $0) }
        let waiting = try await run { [store] in
            try store.jobs(ofKinds: Set(JobKind.allCases), inStates: [.queued, .running], limit: .max)
        }
        if let chosen, !waiting.contains(where: { $0.id == chosen }) {
            throw EngineError(.notFound, "job '\(chosen)' does not wait; 'roost jobs retry \(chosen)' queues one again")
        }
        var resumed: [ResumedJob] = []
        for job in waiting.reversed() where chosen.map({ $0 == job.id }) ?? (job.kind == .ingest) {
            let claimed = try await claimJob(id: job.id, ignoringDelays: true)
            if let claimed { try await resume(claimed, onProgress: onProgress) }
            let found = try await run { [store] in
                let isFinal = try store.job(job.id)?.state.isFinal
                return claimed != nil || isFinal == true
                    ? try JobDesk(store: store).job("\(job.id)", limit: .max) : nil
            }
            if let found {
                resumed.append(ResumedJob(job: found.job, items: found.items))
            } else if chosen != nil {
                throw EngineError(.invalidArgument, "job '\(job.id)' is run by another process")
            }
        }
        return resumed
    }

    private func resume(
        _ claimed: ClaimedJob,
        onProgress: @escaping @Sendable (IngestProgress) -> Void
    ) async throws {
        do {
            switch claimed.job.kind {
            case .ingest: try await resumeIngestion(claimed, stop: .cancels, onProgress: onProgress)
            case .compaction: try await compact(claimed)
            }
        } catch let interruption as JobInterruption where interruption.reason != .lost {
            throw interruption
        } catch {
            // Why is told with the job.
        }
    }

    private static func number(of identifier: String) throws -> Int64 {
        guard case .job(let number)? = JobIdentifier(identifier) else {
            throw EngineError(.notFound, "there is no job '\(identifier)' that could be resumed")
        }
        return number
    }
}
