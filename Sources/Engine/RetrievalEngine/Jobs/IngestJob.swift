import DocumentStore
import Foundation

extension Collection {
    /// Ingests files as ``ingest(_:onProgress:)`` does, and as a job that is stored first: when the process dies, what is
    /// left can be done by another. When the task is cancelled, so is the job.
    ///
    /// - Throws: ``JobInterruption``; ``EngineError``, after which the job waits to be tried again, or has failed.
    package func ingestAsJob(
        _ files: [IngestFile],
        policy: JobPolicy = .standard,
        onProgress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws -> [FileResult] {
        let subject = JobSubject(owner: handle.description.owner, collection: name)
        let claimed = try await engine.run { [engine] in
            let job = NewJob(kind: .ingest, subject: subject, items: files.map(NewJobItem.init))
            let now = RetrievalEngine.milliseconds
            let claimant = RetrievalEngine.claimant(now: now, policy: policy)
            let (id, lease) = try engine.store.addJob(job, now: now, claimant: claimant)
            guard let lease, let job = try engine.store.job(id) else {
                throw EngineError(.internalFailure, "a job was stored without a lease")
            }
            return ClaimedJob(job: job, lease: lease)
        }
        let outcomes = try await engine.ingest(
            claimed,
            into: self,
            files: files,
            policy: policy,
            stop: .cancels,
            onProgress: onProgress
        )
        return files.indices.compactMap { index in
            outcomes[index].map { FileResult(file: files[index], outcome: $0) }
        }
    }
}

extension RetrievalEngine {
    /// Does what is left of an ingestion that another process has begun, or was to begin.
    ///
    /// - Throws: As ``Collection/ingestAsJob(_:policy:onProgress:)``.
    package func resumeIngestion(
        _ claimed: ClaimedJob,
        policy: JobPolicy = .standard,
        stop: JobStop,
        onProgress: @escaping @Sendable (IngestProgress) -> Void = { _ in }
    ) async throws {
        _ = try await ingest(claimed, into: nil, files: nil, policy: policy, stop: stop, onProgress: onProgress)
    }

    /// - Parameters:
    ///   - collection: The job's; nil to open it.
    ///   - files: The job's, under the names that messages have for them; nil for the absolute paths.
    /// - Returns: What came of each file that was worked at, by its number.
    fileprivate func ingest(
        _ claimed: ClaimedJob,
        into collection: Collection?,
        files: [IngestFile]?,
        policy: JobPolicy,
        stop: JobStop,
        onProgress: @escaping @Sendable (IngestProgress) -> Void
    ) async throws -> [Int: Result<IngestedDocument, EngineError>] {
        let tracker = ProgressTracker(report: onProgress)
        let work: @Sendable () async throws -> [Int: Result<IngestedDocument, EngineError>] = {
            let collection = if let collection { collection } else { try await self.collection(of: claimed.job) }
            let items = try await self.run { [store = self.store] in
                try store.items(ofJob: claimed.job.id, after: -1, limit: .max)
            }
            return try await IngestWork(items: items, files: files)
                .run(in: collection, under: claimed.lease, tracker: tracker)
        }
        return try await holding(claimed.lease, policy: policy, stop: stop, progress: { tracker.progress }, work)
    }

    private func collection(of job: StoredJob) async throws -> Collection {
        guard let subject = job.subject else {
            throw EngineError(.internalFailure, "job \(job.id) has no collection")
        }
        return try await collection(named: subject.collection, owner: Owner(subject.owner))
    }
}

extension NewJobItem {
    fileprivate init(_ file: IngestFile) {
        // The folder that a path is relative to is another one for the process that goes on with the job.
        let path = file.url.absoluteURL.standardizedFileURL.path
        let size = try? FileManager.default.attributesOfItem(atPath: file.url.resolvingSymlinksInPath().path)[.size]
        self.init(path: path, name: file.name, byteCount: (size as? NSNumber)?.int64Value ?? 0)
    }
}
