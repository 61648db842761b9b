import DocumentStore
import RetrievalEngine

/// Something that is done in the background, as operators see it. Never text of documents or messages.
package struct JobDescription: Encodable, Sendable {
    package var id: String
    package var kind: String
    package var state: String
    /// Of an ingestion.
    @Nullable package var collection: String?
    /// Whose collection it is: the owner's kind and identifier with a colon between.
    @Nullable package var owner: String?
    /// Whose message is concerned.
    @Nullable package var workspace: String?
    package var createdAt: String
    package var updatedAt: String
    @Nullable package var finishedAt: String?
    /// When it is due, if it is queued.
    @Nullable package var nextAttemptAt: String?
    package var attempts: Int
    /// Whether it is to stop.
    package var cancelling: Bool
    /// Why it failed, or why its last attempt did.
    @Nullable package var failure: String?
    @Nullable package var progress: JobProgressDescription?

    private enum CodingKeys: String, CodingKey {
        case id, kind, state, collection, owner, workspace, attempts, cancelling, failure, progress
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case finishedAt = "finished_at"
        case nextAttemptAt = "next_attempt_at"
    }
}

/// How far a job is.
package struct JobProgressDescription: Encodable, Sendable {
    package var items: Int
    package var itemsDone: Int
    package var itemsFailed: Int
    package var bytes: Int64
    /// Of finished items, well or not.
    package var bytesDone: Int64
    /// Chunks that are stored, and those that the present attempt has cut and encoded.
    package var chunksStored: Int
    package var chunksCut: Int
    package var chunksEncoded: Int
    @Nullable package var bytesPerSecond: Double?
    @Nullable package var secondsLeft: Double?

    private enum CodingKeys: String, CodingKey {
        case items, bytes
        case itemsDone = "items_done"
        case itemsFailed = "items_failed"
        case bytesDone = "bytes_done"
        case chunksStored = "chunks_stored"
        case chunksCut = "chunks_cut"
        case chunksEncoded = "chunks_encoded"
        case bytesPerSecond = "bytes_per_second"
        case secondsLeft = "seconds_left"
    }
}

/// One item of a job.
package struct JobItemDescription: Encodable, Sendable {
    package var number: Int
    /// The file; null for a step.
    @Nullable package var path: String?
    package var name: String
    package var bytes: Int64
    package var state: String
    package var attempts: Int
    /// How often the process that worked at it was lost.
    package var interruptions: Int
    @Nullable package var outcome: String?
    @Nullable package var failure: String?
    package var chunks: Int
    package var tokens: Int
    /// In hexadecimal.
    @Nullable package var sha256: String?
}

extension JobDescription {
    init(_ job: StoredJob) {
        self.init(
            id: JobIdentifier.job(job.id).description,
            kind: job.kind.rawValue,
            state: job.state.rawValue,
            collection: job.subject?.collection,
            owner: job.subject.map { "\($0.owner.kind):\($0.owner.identifier)" },
            workspace: nil,
            createdAt: Timestamp.text(job.createdAt / 1000),
            updatedAt: Timestamp.text(job.updatedAt / 1000),
            finishedAt: job.finishedAt.map { Timestamp.text($0 / 1000) },
            nextAttemptAt: job.state == .queued ? Timestamp.text(job.nextAttemptAt / 1000) : nil,
            attempts: job.attemptCount,
            cancelling: job.isCancelling,
            failure: job.failure,
            progress: JobProgressDescription(job)
        )
    }

    init(_ job: MessageJob) {
        self.init(
            id: JobIdentifier.message(job.kind, job.number).description,
            kind: job.kind.rawValue,
            state: job.state.rawValue,
            collection: nil,
            owner: nil,
            workspace: job.workspaceID,
            createdAt: Timestamp.text(job.createdAt / 1000),
            updatedAt: Timestamp.text(job.createdAt / 1000),
            finishedAt: nil,
            nextAttemptAt: job.state == .queued ? Timestamp.text(max(job.createdAt, job.nextAttemptAt) / 1000) : nil,
            attempts: job.attemptCount,
            cancelling: false,
            failure: job.failure,
            progress: nil
        )
    }
}

extension JobProgressDescription {
    init(_ job: StoredJob) {
        let progress = job.progress
        self.init(
            items: progress.itemCount,
            itemsDone: progress.finishedItemCount - progress.failedItemCount,
            itemsFailed: progress.failedItemCount,
            bytes: progress.byteCount,
            bytesDone: progress.finishedByteCount,
            chunksStored: progress.chunkCount,
            chunksCut: progress.cutChunkCount,
            chunksEncoded: progress.encodedChunkCount,
            bytesPerSecond: job.bytesPerSecond,
            secondsLeft: job.secondsLeft
        )
    }
}

extension JobItemDescription {
    init(_ item: StoredJobItem) {
        self.init(
            number: item.number,
            path: item.path.isEmpty ? nil : item.path,
            name: item.name,
            bytes: item.byteCount,
            state: item.state.rawValue,
            attempts: item.attemptCount,
            interruptions: item.interruptionCount,
            outcome: item.outcome,
            failure: item.failure,
            chunks: item.chunkCount,
            tokens: item.tokenCount,
            sha256: item.sha256?.hexadecimal
        )
    }
}
