package import LanguageModel

/// For how long jobs are held, and how often and when they are tried.
package struct JobPolicy: Sendable {
    /// How long a job is nobody else's after a heartbeat; longer than the store keeps a writer waiting.
    package var leaseDuration = Duration.seconds(60)
    /// The time between two heartbeats, at each of which the wish to cancel is seen.
    package var heartbeatInterval = Duration.seconds(2)
    /// Attempts in a row in which no item is finished, and the pauses between them.
    package var retries: RetryPolicy
    /// The pause after what says nothing about the job and goes away by itself, such as a full disk. Where all that was left
    /// was to write down that the job is done, nobody should wait long for it.
    package var passingDelay = Duration.seconds(30)

    package init() {
        retries = RetryPolicy()
        retries.maximumRetryCount = 7
        retries.baseDelay = .seconds(5)
        retries.maximumDelay = .seconds(600)
    }

    package static let standard = JobPolicy()

    /// Attempts in a row in which no item is finished, at most.
    package var attemptLimit: Int { retries.maximumRetryCount + 1 }
}

/// Why a job was stopped before it was done.
package struct JobInterruption: Error, CustomStringConvertible, Hashable {
    package enum Reason: Hashable, Sendable {
        /// Somebody did not want it any more.
        case cancelled
        /// The lease ended before it was prolonged, and another process has the job.
        case lost
        /// The process is to end; another one goes on.
        case released
    }

    package var jobID: Int64
    package var reason: Reason

    package var description: String {
        switch reason {
        case .cancelled:
            "job \(jobID) was cancelled; what was finished stays, 'roost jobs retry \(jobID)' does the rest"
        case .lost: "job \(jobID) is gone on with by another process: this one did not answer in time"
        case .released: "job \(jobID) was left for the next process; what was finished stays"
        }
    }
}
