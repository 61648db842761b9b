import Foundation
import GRDB

extension SQLiteStore {
    /// How often the process that is at an item may be lost.
    private static let interruptionLimit = 2
    private static let interruptionReason =
        "the process that worked at it ended, or fell silent, twice, the second time with nothing else at work"

    /// Queues the items again that a holder was at which has left them.
    static func requeueItems(of job: Int64, in database: Database) throws {
        try database.execute(
            sql: "UPDATE job_item SET state = 'queued' WHERE job_id = ? AND state = 'running'",
            arguments: [job]
        )
    }

    /// Queues the items again that a lost holder was at; those that were interrupted before have failed, because whoever
    /// goes on with an interrupted item does nothing else meanwhile.
    static func countInterruptions(of job: Int64, now: Int64, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE job_item SET state = 'queued', interruption_count = interruption_count + 1
                WHERE job_id = ? AND state = 'running'
                """,
            arguments: [job]
        )
        let lost = try Int.fetchAll(
            database,
            sql: "SELECT number FROM job_item WHERE job_id = ? AND state = 'queued' AND interruption_count >= ?",
            arguments: [job, interruptionLimit]
        )
        for number in lost {
            try database.execute(
                sql: "UPDATE job_item SET state = 'running' WHERE job_id = ? AND number = ?",
                arguments: [job, number]
            )
            let result = JobItemResult(number: number, outcome: .failed(reason: interruptionReason))
            _ = try finish(result, ofJob: job, in: database)
        }
        guard !lost.isEmpty else { return }
        // It is known what became of an item: that is progress.
        try database.execute(
            sql: "UPDATE job SET attempt_count = 0, updated_at = ? WHERE id = ?",
            arguments: [now, job]
        )
    }

    /// Remembers what came of an item that was being worked at.
    ///
    /// - Returns: Whether it was.
    static func finish(_ result: JobItemResult, ofJob job: Int64, in database: Database) throws -> Bool {
        let (state, outcome, failure, chunkCount, tokenCount): (JobItemState, String?, String?, Int, Int) =
            switch result.outcome {
            case .done(let outcome, let chunkCount, let tokenCount): (.done, outcome, nil, chunkCount, tokenCount)
            case .failed(let reason): (.failed, nil, Validation.reason(reason), 0, 0)
            }
        try database.cachedStatement(
            sql: """
                UPDATE job_item SET state = ?, outcome = ?, failure = ?, sha256 = ?, chunk_count = ?, token_count = ?
                WHERE job_id = ? AND number = ? AND state = 'running'
                """
        ).execute(arguments: [
            state.rawValue, outcome, failure, result.sha256.map { Data($0) }, chunkCount, tokenCount, job,
            result.number,
        ])
        guard database.changesCount > 0 else { return false }
        try database.cachedStatement(
            sql: """
                UPDATE job SET finished_item_count = finished_item_count + 1,
                    failed_item_count = failed_item_count + ?, chunk_count = chunk_count + ?,
                    finished_byte_count = finished_byte_count
                        + (SELECT byte_count FROM job_item WHERE job_id = ? AND number = ?)
                WHERE id = ?
                """
        ).execute(arguments: [state == .failed ? 1 : 0, chunkCount, job, result.number, job])
        return true
    }
}
