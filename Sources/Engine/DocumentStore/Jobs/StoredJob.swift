/// What a job does.
package enum JobKind: String, CaseIterable, Sendable {
    /// Takes files into a collection; its items are the files.
    case ingest
    /// Tidies the store up; its items are the steps.
    case compaction
}

/// How far a job has come.
package enum JobState: String, CaseIterable, Sendable {
    /// It waits for somebody to run it.
    case queued
    /// Somebody runs it, or did until the lease ended.
    case running
    /// Every item is finished, well or not.
    case done
    /// It was given up, for a reason that is kept: a dead letter.
    case failed
    /// Somebody did not want it any more.
    case cancelled

    /// Whether it stays so by itself.
    package var isFinal: Bool { self != .queued && self != .running }
}

/// What an ingestion takes files into.
package struct JobSubject: Hashable, Sendable {
    package var owner: CollectionOwner
    /// The collection's name.
    package var collection: String

    package init(owner: CollectionOwner, collection: String) {
        self.owner = owner
        self.collection = collection
    }
}

/// A job as it is stored. Times are milliseconds since 1970.
package struct StoredJob: Hashable, Sendable {
    package var id: Int64
    package var kind: JobKind
    package var state: JobState
    /// Nil where no collection is concerned.
    package var subject: JobSubject?
    package var createdAt: Int64
    package var updatedAt: Int64
    /// Nil until it is done, failed or cancelled.
    package var finishedAt: Int64?
    /// Attempts since an item was finished last, the present one among them.
    package var attemptCount: Int
    /// When it may be run, if it is queued.
    package var nextAttemptAt: Int64
    /// Who runs it; nil when nobody does.
    package var holder: String?
    package var leaseEnd: Int64?
    /// Whether its holder has been asked to stop.
    package var isCancelling: Bool
    /// Why it failed, or why its last attempt did.
    package var failure: String?
    package var progress: JobProgress

    /// Whether there is something in it to be tried again.
    package var canBeRetried: Bool {
        state.isFinal && (state != .done || progress.failedItemCount > 0)
    }
}

/// How much of a job is done.
package struct JobProgress: Hashable, Sendable {
    package var itemCount = 0
    /// Items that are done or failed.
    package var finishedItemCount = 0
    package var failedItemCount = 0
    /// Bytes of all items, as they were when the job was made.
    package var byteCount: Int64 = 0
    /// Those of finished items.
    package var finishedByteCount: Int64 = 0
    /// Chunks of items that are done.
    package var chunkCount = 0
    /// Chunks that the present attempt has cut, and those among them that it has encoded, as of the last heartbeat.
    package var cutChunkCount = 0
    package var encodedChunkCount = 0
    /// When the present attempt began and how many bytes were finished then; nil before the first one.
    package var attemptStart: Int64?
    package var byteCountAtStart: Int64 = 0
}

extension StoredJob {
    /// Bytes that the present or last attempt has finished in a second; nil until that is a hundredth of all, by which
    /// something can be told.
    package var bytesPerSecond: Double? {
        guard let start = progress.attemptStart else { return nil }
        let (bytes, time) = (progress.finishedByteCount - progress.byteCountAtStart, (finishedAt ?? updatedAt) - start)
        return bytes > 0 && bytes >= progress.byteCount / 100 && time > 0 ? Double(bytes) * 1e3 / Double(time) : nil
    }

    /// How long the rest takes at the present rate; nil unless the job runs and has a rate.
    package var secondsLeft: Double? {
        guard state == .running, let bytesPerSecond else { return nil }
        return Double(progress.byteCount - progress.finishedByteCount) / bytesPerSecond
    }
}

/// How far an item of a job has come.
package enum JobItemState: String, CaseIterable, Sendable {
    case queued
    case running
    case done
    case failed
}

/// One item of a job: a file, or a step.
package struct StoredJobItem: Hashable, Sendable {
    /// Counted from 0 within the job.
    package var number: Int
    /// The file's absolute path; empty for a step.
    package var path: String
    /// The document's name, or the step's.
    package var name: String
    package var byteCount: Int64
    package var state: JobItemState
    /// How often it was begun, or written down to be begun soon: several items are at a time.
    package var attemptCount: Int
    /// How often the process that ran it ended, or fell silent, before it was finished. Such an item is run alone.
    package var interruptionCount: Int
    /// What became of it when it is done: inserted, replaced, unchanged or completed.
    package var outcome: String?
    /// Why it failed.
    package var failure: String?
    /// Of the bytes that were read.
    package var sha256: [UInt8]?
    package var chunkCount: Int
    package var tokenCount: Int
}
