/// Shows what is still to be done about messages in the way of jobs. The outbox and the analysis of messages keep their work
/// with the messages, whose transactions it belongs to; what they have in common with jobs is a state, attempts and a reason.
package protocol MessageJobStore: Sendable {
    /// What is to be done about messages, newest message first.
    ///
    /// - Complexity: For states other than `done` proportional to what is in them.
    func messageJobs(
        ofKind kind: MessageJobKind,
        inStates states: Set<JobState>,
        limit: Int
    ) throws(StoreError) -> [MessageJob]

    /// Nil when nothing is, or was, to be done about a message of that number.
    func messageJob(_ number: Int64, ofKind kind: MessageJobKind) throws(StoreError) -> MessageJob?

    /// How many messages are in each state.
    func messageJobCounts(ofKind kind: MessageJobKind) throws(StoreError) -> [JobState: Int]

    /// Has what has failed tried again, its attempts counted anew.
    ///
    /// - Returns: What it is now, and whether it was changed: only what has failed is. Nil when there is no such message.
    func retryMessageJob(
        _ number: Int64,
        ofKind kind: MessageJobKind,
        now: Int64
    ) throws(StoreError) -> (job: MessageJob, isChanged: Bool)?
}

/// What is done about messages in the background.
package enum MessageJobKind: String, CaseIterable, Sendable {
    /// Finding out what a message says.
    case intelligence
    /// Sending a message over its channel.
    case outbox
}

/// What is to be done about one message. Times are milliseconds since 1970.
package struct MessageJob: Hashable, Sendable {
    package var kind: MessageJobKind
    /// The message's.
    package var number: Int64
    package var workspaceID: String
    /// `running` only in the outbox; never `cancelled`.
    package var state: JobState
    package var createdAt: Int64
    package var attemptCount: Int
    package var nextAttemptAt: Int64
    /// Why it failed, or why its last attempt did.
    package var failure: String?
}
