import GRDB

extension SQLiteStore {
    package func cancelJob(
        _ id: Int64,
        now: Int64,
        deadHolders: Set<String>
    ) throws(StoreError) -> JobChange? {
        try write("cancel a job") { database in
            guard let job = try JobRow.job(id, in: database) else { return nil }
            guard !job.state.isFinal else { return .refused(job) }
            if job.state == .running, !job.isAbandoned(now: now, deadHolders: deadHolders) {
                try database.execute(sql: "UPDATE job SET is_cancelling = 1 WHERE id = ?", arguments: [id])
            } else {
                if job.state == .running { try Self.countInterruptions(of: id, now: now, in: database) }
                try Self.leave(id, .cancelled, failure: nil, now: now, in: database)
            }
            return try JobRow.job(id, in: database).map(JobChange.changed)
        }
    }

    package func retryJob(_ id: Int64, now: Int64) throws(StoreError) -> JobChange? {
        try write("queue a job again") { database in
            guard let job = try JobRow.job(id, in: database) else { return nil }
            guard job.canBeRetried, try !Self.isReplaced(job, in: database) else { return .refused(job) }
            let failedByteCount = try Int64.fetchOne(
                database,
                sql: "SELECT coalesce(sum(byte_count), 0) FROM job_item WHERE job_id = ? AND state = 'failed'",
                arguments: [id]
            )
            try database.execute(
                sql: """
                    UPDATE job_item SET state = 'queued', interruption_count = 0, failure = NULL, sha256 = NULL
                    WHERE job_id = ? AND state = 'failed'
                    """,
                arguments: [id]
            )
            try database.execute(
                sql: """
                    UPDATE job SET state = 'queued', attempt_count = 0, failure = NULL, finished_at = NULL,
                        next_attempt_at = ?, updated_at = ?, failed_item_count = 0,
                        finished_item_count = finished_item_count - failed_item_count,
                        finished_byte_count = finished_byte_count - ?
                    WHERE id = ?
                    """,
                arguments: [now, now, failedByteCount, id]
            )
            return try JobRow.job(id, in: database).map(JobChange.changed)
        }
    }

    /// Whether another compaction waits already: there is one at a time.
    private static func isReplaced(_ job: StoredJob, in database: Database) throws -> Bool {
        guard job.kind == .compaction else { return false }
        return try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT * FROM job WHERE kind = 'compaction' AND finished_at IS NULL)"
        ) ?? false
    }

    package func removeOldJob(
        finishedBefore time: Int64,
        keeping count: Int,
        itemCount: Int
    ) throws(StoreError) -> Bool {
        precondition(itemCount >= 1, "a step removes at least one item, got \(itemCount)")
        return try write("remove an old job") { database in
            let sql = "SELECT id, finished_at FROM job WHERE finished_at IS NOT NULL ORDER BY finished_at, id LIMIT 1"
            guard let oldest = try Row.fetchOne(database, sql: sql) else { return false }
            let finished = try Int.fetchOne(database, sql: "SELECT count(*) FROM job WHERE finished_at IS NOT NULL")
            guard try oldest.decode(Int64.self, atIndex: 1) < time || finished ?? 0 > count else { return false }
            let id: Int64 = try oldest.decode(atIndex: 0)
            let firstLeft = try Int.fetchOne(
                database,
                sql: "SELECT number FROM job_item WHERE job_id = ? ORDER BY number LIMIT 1 OFFSET ?",
                arguments: [id, itemCount]
            )
            if let firstLeft {
                try Self.removeItems(of: id, before: firstLeft, in: database)
            } else {
                try database.execute(sql: "DELETE FROM job WHERE id = ?", arguments: [id])
            }
            return true
        }
    }

    /// Removes the first items of a job, also from its counters.
    private static func removeItems(of job: Int64, before number: Int, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE job SET (item_count, finished_item_count, failed_item_count, byte_count, finished_byte_count,
                        chunk_count) =
                    (SELECT job.item_count - count(*),
                        job.finished_item_count - count(*) FILTER (WHERE state IN ('done', 'failed')),
                        job.failed_item_count - count(*) FILTER (WHERE state = 'failed'),
                        job.byte_count - sum(byte_count),
                        job.finished_byte_count
                            - coalesce(sum(byte_count) FILTER (WHERE state IN ('done', 'failed')), 0),
                        job.chunk_count - sum(chunk_count)
                     FROM job_item WHERE job_id = job.id AND number < ?)
                WHERE id = ?
                """,
            arguments: [number, job]
        )
        try database.execute(
            sql: "DELETE FROM job_item WHERE job_id = ? AND number < ?",
            arguments: [job, number]
        )
    }
}
