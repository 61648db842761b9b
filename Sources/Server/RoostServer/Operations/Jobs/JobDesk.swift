package import DocumentStore
import RetrievalEngine

/// Shows and steers what is done in the background: for the command line and for HTTP. Every call waits for the disk.
package struct JobDesk: Sendable {
    private let store: SQLiteStore

    package init(store: SQLiteStore) {
        self.store = store
    }

    /// What is asked for in a list.
    package struct Query: Sendable {
        /// Nil for every kind.
        package var kind: BackgroundKind?
        /// Nil for every state; of what is done about messages only what has failed then, or what is not done where that kind
        /// is asked for: there is one for every message.
        package var state: JobState?
        package var limit = 100

        package init() {}
    }

    /// A list, and how much of each kind is in each state.
    package struct List: Encodable, Sendable {
        package var jobs: [JobDescription]
        /// By kind, then by state.
        package var counts: [String: [String: Int]]
    }

    /// What is done in the background, newest first within jobs and within messages; jobs come first.
    package func list(_ query: Query) throws(StoreError) -> List {
        var jobs: [JobDescription] = []
        let states: Set<JobState>? = query.state.map { [$0] }
        for kind in BackgroundKind.all where query.kind.map({ $0 == kind }) ?? true {
            guard case .message(let kind) = kind else { continue }
            let usual: Set<JobState> = query.kind == nil ? [.failed] : [.queued, .running, .failed]
            jobs += try store.messageJobs(ofKind: kind, inStates: states ?? usual, limit: query.limit)
                .map(JobDescription.init)
        }
        let kinds = JobKind.allCases.filter { kind in query.kind.map { $0 == .job(kind) } ?? true }
        let own = try store.jobs(
            ofKinds: Set(kinds),
            inStates: states ?? Set(JobState.allCases),
            limit: query.limit
        )
        return List(
            jobs: Array((own.map(JobDescription.init) + jobs).prefix(max(0, query.limit))),
            counts: try counts()
        )
    }

    private func counts() throws(StoreError) -> [String: [String: Int]] {
        var counts: [String: [JobState: Int]] = [:]
        let own = try store.jobCounts()
        for kind in JobKind.allCases { counts[kind.rawValue] = own[kind] ?? [:] }
        for kind in MessageJobKind.allCases { counts[kind.rawValue] = try store.messageJobCounts(ofKind: kind) }
        return counts.mapValues { byState in
            Dictionary(uniqueKeysWithValues: JobState.allCases.map { ($0.rawValue, byState[$0] ?? 0) })
        }
    }

    /// A job with some of its items; nil when there is none of that identifier.
    ///
    /// - Parameters:
    ///   - number: Only items after this one; -1 for all.
    ///   - limit: Items at most.
    package func job(
        _ identifier: String,
        itemsAfter number: Int = -1,
        limit: Int = 1000
    ) throws(StoreError) -> (job: JobDescription, items: [JobItemDescription])? {
        switch JobIdentifier(identifier) {
        case nil: return nil
        case .message(let kind, let number):
            return try store.messageJob(number, ofKind: kind).map { (JobDescription($0), []) }
        case .job(let id):
            guard let job = try store.job(id) else { return nil }
            return (
                JobDescription(job),
                try store.items(ofJob: id, after: number, limit: limit).map(JobItemDescription.init)
            )
        }
    }

    /// What became of a wish.
    package enum Answer: Sendable {
        case changed(JobDescription)
        /// Why it cannot be done.
        case refused(String)
    }

    /// Cancels a job; one that runs stops at the next heartbeat of its process. Nil when there is none of that identifier.
    package func cancel(_ identifier: String) throws(StoreError) -> Answer? {
        switch JobIdentifier(identifier) {
        case nil: return nil
        case .message(let kind, let number):
            return try store.messageJob(number, ofKind: kind).map { _ in
                .refused("What is to be done about messages cannot be cancelled.")
            }
        case .job(let id):
            let dead = try store.endedJobHolders()
            return switch try store.cancelJob(id, now: Timestamp.nowMilliseconds, deadHolders: dead) {
            case nil: nil
            case .changed(let job)?: .changed(JobDescription(job))
            case .refused(let job)?: .refused("Job \(id) is \(job.state.rawValue) already.")
            }
        }
    }

    /// Has something tried again that has failed or was cancelled. Nil when there is none of that identifier.
    package func retry(_ identifier: String) throws(StoreError) -> Answer? {
        let now = Timestamp.nowMilliseconds
        switch JobIdentifier(identifier) {
        case nil: return nil
        case .message(let kind, let number):
            guard let (job, isChanged) = try store.retryMessageJob(number, ofKind: kind, now: now) else { return nil }
            return isChanged
                ? .changed(JobDescription(job))
                : .refused("\(identifier) is \(job.state.rawValue): only what has failed is tried again.")
        case .job(let id):
            return switch try store.retryJob(id, now: now) {
            case nil: nil
            case .changed(let job)?: .changed(JobDescription(job))
            case .refused(let job)? where job.canBeRetried:
                .refused("Job \(id) is not tried again: another \(job.kind.rawValue) waits or runs already.")
            case .refused(let job)?:
                .refused(
                    "Job \(id) is \(job.state.rawValue): only what has failed, was cancelled or has failed items is "
                        + "tried again."
                )
            }
        }
    }
}
