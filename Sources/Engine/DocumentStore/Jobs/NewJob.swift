/// A job to be stored.
package struct NewJob: Hashable, Sendable {
    package var kind: JobKind
    package var subject: JobSubject?
    package var items: [NewJobItem]

    package init(kind: JobKind, subject: JobSubject? = nil, items: [NewJobItem]) {
        self.kind = kind
        self.subject = subject
        self.items = items
    }
}

/// An item of a job to be stored.
package struct NewJobItem: Hashable, Sendable {
    /// A file's absolute path; empty for a step.
    package var path: String
    package var name: String
    package var byteCount: Int64

    package init(path: String = "", name: String, byteCount: Int64 = 0) {
        self.path = path
        self.name = name
        self.byteCount = byteCount
    }
}

/// Who wants to run jobs, and until when a job that it gets is nobody else's.
package struct JobClaimant: Hashable, Sendable {
    /// Tells processes apart; see the engine's `ProcessIdentity`.
    package var holder: String
    /// Milliseconds since 1970.
    package var now: Int64
    /// When the lease ends unless it is prolonged.
    package var leaseEnd: Int64
    /// Holders of which the claimant knows that they do not live any more: their leases are void.
    package var deadHolders: Set<String>

    package init(holder: String, now: Int64, leaseEnd: Int64, deadHolders: Set<String> = []) {
        self.holder = holder
        self.now = now
        self.leaseEnd = leaseEnd
        self.deadHolders = deadHolders
    }
}

/// Which jobs a claimant would take.
package struct JobChoice: Hashable, Sendable {
    package var kinds: Set<JobKind>
    /// Only this one; nil for any.
    package var id: Int64?
    /// Whether a job is taken before its time has come.
    package var ignoresDelays: Bool
    /// A job that was begun so often without an item being finished is given up in place of being begun once more.
    package var attemptLimit: Int

    package init(
        kinds: Set<JobKind> = Set(JobKind.allCases),
        id: Int64? = nil,
        ignoresDelays: Bool = false,
        attemptLimit: Int
    ) {
        self.kinds = kinds
        self.id = id
        self.ignoresDelays = ignoresDelays
        self.attemptLimit = attemptLimit
    }
}

/// The right to change a job that runs: whoever has the present one. A new claim has a new token, so that who lost the
/// lease changes nothing any more, whatever the clock says.
package struct JobLease: Hashable, Sendable {
    package var jobID: Int64
    package var token: String

    package init(jobID: Int64, token: String) {
        self.jobID = jobID
        self.token = token
    }
}

/// What a heartbeat finds out about a lease.
package enum LeaseStatus: Hashable, Sendable {
    case held
    /// It is held, and the job is to be stopped.
    case cancelling
    /// Somebody else has the job, or it is gone.
    case lost
}

/// What came of one item.
package struct JobItemResult: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// See ``StoredJobItem/outcome``.
        case done(String, chunkCount: Int, tokenCount: Int)
        case failed(reason: String)
    }

    package var number: Int
    package var outcome: Outcome
    package var sha256: [UInt8]?

    package init(number: Int, outcome: Outcome, sha256: [UInt8]? = nil) {
        self.number = number
        self.outcome = outcome
        self.sha256 = sha256
    }
}

/// How a holder ends its lease.
package enum JobOutcome: Hashable, Sendable {
    /// Every item is finished.
    case done
    /// It is to be tried again then; the attempt does not count if it says nothing about the job.
    case postponed(until: Int64, reason: String, isCounted: Bool = true)
    /// It is to be gone on with by anybody at once; the attempt does not count.
    case released
    case failed(reason: String)
    case cancelled
}

/// What became of the wish to cancel a job or to try it again.
package enum JobChange: Hashable, Sendable {
    case changed(StoredJob)
    /// The job's state does not allow it.
    case refused(StoredJob)

    package var job: StoredJob {
        switch self {
        case .changed(let job), .refused(let job): job
        }
    }
}
