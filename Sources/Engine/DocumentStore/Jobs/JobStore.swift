/// Remembers work that outlives a request: what is to be done, who does it, how far it is and what came of it.
///
/// A job is run by whoever has its lease. A lease ends with what came of the job, or at its time: what a process left
/// undone when it died is gone on with by another. Every call is one transaction, and every change by a holder, of documents
/// as well, is guarded by the token of its lease. Times are milliseconds since 1970.
package protocol JobStore: Sendable {
    /// Stores a job with its items.
    ///
    /// - Parameter claimant: Who runs it at once; nil to have it queued.
    /// - Returns: The job's number, and the lease of the claimant.
    func addJob(_ job: NewJob, now: Int64, claimant: JobClaimant?) throws(StoreError) -> (id: Int64, lease: JobLease?)

    /// Takes the job that has been due longest; nil when none is.
    ///
    /// Due is what is queued and whose time has come, and what runs under a lease that has ended. Items that a lost holder
    /// was at are queued again and count as interrupted, unless the holder was the claimant itself; those that were
    /// interrupted twice have failed. A job whose holder was asked to stop is cancelled, and one whose attempts are used up
    /// has failed, in place of being taken.
    func claimJob(
        _ choice: JobChoice,
        by claimant: JobClaimant
    ) throws(StoreError) -> (job: StoredJob, lease: JobLease)?

    /// Prolongs a lease, and remembers how many chunks were cut and encoded.
    func extendLease(
        _ lease: JobLease,
        now: Int64,
        until end: Int64,
        cutChunkCount: Int,
        encodedChunkCount: Int
    ) throws(StoreError) -> LeaseStatus

    /// Remembers that the holder is about to stop because somebody does not want the job: whoever finds it abandoned cancels
    /// it. Changes nothing when the lease is lost.
    func markCancelling(_ lease: JobLease) throws(StoreError)

    /// Marks queued items as being worked at.
    ///
    /// - Returns: False, and nothing changed, when the lease is lost.
    func beginItems(_ numbers: [Int], under lease: JobLease) throws(StoreError) -> Bool

    /// Remembers what came of items that were worked at; others are left as they are.
    ///
    /// - Returns: False, and nothing changed, when the lease is lost.
    func finishItems(_ results: [JobItemResult], now: Int64, under lease: JobLease) throws(StoreError) -> Bool

    /// Ends a lease. Items that were being worked at are queued again.
    ///
    /// A job whose holder was asked to stop is cancelled where it would have been queued.
    ///
    /// - Returns: What the job is now; nil, and nothing changed, when the lease is lost.
    /// - Throws: `invalidArgument` when a job is said to be done that has unfinished items.
    func endJob(_ lease: JobLease, _ outcome: JobOutcome, now: Int64) throws(StoreError) -> JobState?

    /// Cancels a job that is queued or whose lease has ended, and asks the holder of one that runs to stop.
    ///
    /// - Returns: Nil when there is no such job.
    func cancelJob(_ id: Int64, now: Int64, deadHolders: Set<String>) throws(StoreError) -> JobChange?

    /// Queues a job again that has failed, was cancelled, or has failed items; its attempts are counted anew, and its failed
    /// items are done again.
    ///
    /// - Returns: Nil when there is no such job.
    func retryJob(_ id: Int64, now: Int64) throws(StoreError) -> JobChange?

    /// Has the store tidied up at a time: stores such a job unless there is one that is not finished, whose time becomes the
    /// earlier of both.
    ///
    /// - Parameter steps: The names of its items.
    func scheduleCompaction(at time: Int64, steps: [String], now: Int64) throws(StoreError)

    /// When the last job of a kind ended, well or not; nil when none did.
    func lastJobEnd(ofKind kind: JobKind) throws(StoreError) -> Int64?

    func job(_ id: Int64) throws(StoreError) -> StoredJob?

    /// Jobs, newest first.
    func jobs(ofKinds kinds: Set<JobKind>, inStates states: Set<JobState>, limit: Int) throws(StoreError) -> [StoredJob]

    /// Items of a job by number.
    func items(ofJob id: Int64, after number: Int, limit: Int) throws(StoreError) -> [StoredJobItem]

    /// How many jobs of each kind there are in each state.
    func jobCounts() throws(StoreError) -> [JobKind: [JobState: Int]]

    /// Who runs jobs.
    func jobHolders() throws(StoreError) -> Set<String>

    /// Whether there is anything to claim.
    func hasDueJob(_ choice: JobChoice, now: Int64, deadHolders: Set<String>) throws(StoreError) -> Bool

    /// Removes the finished job that has been so longest, if it was finished before a time or if more than so many are; of a
    /// job with many items only some of these.
    ///
    /// - Parameter itemCount: How many items at most, at least 1.
    /// - Returns: Whether anything was removed.
    func removeOldJob(finishedBefore time: Int64, keeping count: Int, itemCount: Int) throws(StoreError) -> Bool
}
