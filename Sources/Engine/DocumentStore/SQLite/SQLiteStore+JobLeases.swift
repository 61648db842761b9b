import Foundation
import GRDB

extension SQLiteStore {
    package func claimJob(
        _ choice: JobChoice,
        by claimant: JobClaimant
    ) throws(StoreError) -> (job: StoredJob, lease: JobLease)? {
        try write("claim a job") { database in
            // Each turn takes a job or ends one.
            while var due = try Self.dueJob(
                choice,
                now: claimant.now,
                deadHolders: claimant.deadHolders,
                in: database
            ) {
                if due.holder == claimant.holder {
                    // It lives, and has only failed to say how the job ended: that tells nothing against an item.
                    try Self.requeueItems(of: due.id, in: database)
                } else if due.state == .running {
                    try Self.countInterruptions(of: due.id, now: claimant.now, in: database)
                    due = try JobRow.job(due.id, in: database) ?? due
                }
                if due.isCancelling {
                    try Self.leave(due.id, .cancelled, failure: nil, now: claimant.now, in: database)
                } else if due.attemptCount >= choice.attemptLimit {
                    let last = due.failure.map { ", the last time because: \($0)" } ?? ""
                    let reason = "no item was finished in \(due.attemptCount) attempts\(last)"
                    try Self.leave(due.id, .failed, failure: reason, now: claimant.now, in: database)
                } else {
                    let lease = try Self.take(due.id, by: claimant, in: database)
                    guard let job = try JobRow.job(due.id, in: database) else { return nil }
                    return (job, lease)
                }
            }
            return nil
        }
    }

    static func take(_ id: Int64, by claimant: JobClaimant, in database: Database) throws -> JobLease {
        let lease = JobLease(jobID: id, token: UUID().uuidString)
        try database.execute(
            sql: """
                UPDATE job SET state = 'running', holder = ?, lease = ?, lease_end = ?, updated_at = ?,
                    attempt_count = attempt_count + 1, attempt_start = ?, byte_count_at_start = finished_byte_count,
                    cut_chunk_count = 0, encoded_chunk_count = 0, is_cancelling = 0
                WHERE id = ?
                """,
            arguments: [claimant.holder, lease.token, claimant.leaseEnd, claimant.now, claimant.now, id]
        )
        return lease
    }

    package func extendLease(
        _ lease: JobLease,
        now: Int64,
        until end: Int64,
        cutChunkCount: Int,
        encodedChunkCount: Int
    ) throws(StoreError) -> LeaseStatus {
        try write("prolong a lease") { database in
            guard let job = try Self.job(under: lease, in: database) else { return .lost }
            try database.execute(
                sql: """
                    UPDATE job SET lease_end = ?, updated_at = ?, cut_chunk_count = ?, encoded_chunk_count = ?
                    WHERE id = ?
                    """,
                arguments: [end, now, cutChunkCount, encodedChunkCount, job.id]
            )
            return job.isCancelling ? .cancelling : .held
        }
    }

    package func markCancelling(_ lease: JobLease) throws(StoreError) {
        try write("mark a job as being cancelled") { database in
            try database.execute(
                sql: "UPDATE job SET is_cancelling = 1 WHERE id = ? AND lease = ?",
                arguments: [lease.jobID, lease.token]
            )
        }
    }

    package func beginItems(_ numbers: [Int], under lease: JobLease) throws(StoreError) -> Bool {
        try write("begin items of a job") { database in
            guard try Self.job(under: lease, in: database) != nil else { return false }
            let statement = try database.cachedStatement(
                sql: """
                    UPDATE job_item SET state = 'running', attempt_count = attempt_count + 1
                    WHERE job_id = ? AND number = ? AND state = 'queued'
                    """
            )
            for number in numbers {
                try statement.execute(arguments: [lease.jobID, number])
            }
            return true
        }
    }

    package func finishItems(
        _ results: [JobItemResult],
        now: Int64,
        under lease: JobLease
    ) throws(StoreError) -> Bool {
        try write("remember what came of items") { database in
            guard try Self.job(under: lease, in: database) != nil else { return false }
            var isProgress = false
            for result in results {
                isProgress = try Self.finish(result, ofJob: lease.jobID, in: database) || isProgress
            }
            guard isProgress else { return true }
            try database.execute(
                sql: "UPDATE job SET attempt_count = 1, updated_at = ? WHERE id = ?",
                arguments: [now, lease.jobID]
            )
            return true
        }
    }

    package func endJob(_ lease: JobLease, _ outcome: JobOutcome, now: Int64) throws(StoreError) -> JobState? {
        try write("end a job") { database in
            guard let job = try Self.job(under: lease, in: database) else { return nil }
            if outcome == .done, job.progress.finishedItemCount < job.progress.itemCount {
                throw StoreError.invalid("a job with unfinished items is not done")
            }
            let (state, failure, time, isCounted): (JobState, String?, Int64, Bool) =
                switch outcome {
                case .done: (.done, nil, now, true)
                case .failed(let reason): (.failed, Validation.reason(reason), now, true)
                case .cancelled: (.cancelled, nil, now, true)
                case .postponed(let time, let reason, let isCounted):
                    (.queued, Validation.reason(reason), time, isCounted)
                case .released: (.queued, nil, now, false)
                }
            try Self.requeueItems(of: job.id, in: database)
            if state == .queued, !job.isCancelling {
                try database.execute(
                    sql: """
                        UPDATE job SET state = 'queued', holder = NULL, lease = NULL, lease_end = NULL,
                            attempt_count = attempt_count - ?, next_attempt_at = ?, failure = ?, updated_at = ?
                        WHERE id = ?
                        """,
                    arguments: [isCounted ? 0 : 1, time, failure, now, job.id]
                )
                return .queued
            }
            let end = state == .queued ? .cancelled : state
            try Self.leave(job.id, end, failure: end == .failed ? failure : nil, now: now, in: database)
            return end
        }
    }

    /// The job, while the lease is the present one.
    static func job(under lease: JobLease, in database: Database) throws -> StoredJob? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(JobRow.columns) FROM job WHERE id = ? AND lease = ?"
        )
        return try Row.fetchOne(statement, arguments: [lease.jobID, lease.token]).map(JobRow.job)
    }

    /// Brings a job to one of its last states.
    static func leave(
        _ id: Int64,
        _ state: JobState,
        failure: String?,
        now: Int64,
        in database: Database
    ) throws {
        precondition(state.isFinal, "a job cannot be left \(state)")
        try database.execute(
            sql: """
                UPDATE job SET state = ?, failure = ?, finished_at = ?, updated_at = ?, holder = NULL, lease = NULL,
                    lease_end = NULL, is_cancelling = 0
                WHERE id = ?
                """,
            arguments: [state.rawValue, failure, now, now, id]
        )
    }
}
