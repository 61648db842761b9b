import Foundation
import GRDB

extension SQLiteStore: JobStore {
    package func addJob(
        _ job: NewJob,
        now: Int64,
        claimant: JobClaimant?
    ) throws(StoreError) -> (id: Int64, lease: JobLease?) {
        try write("store a job") { database in
            let id = try Self.insert(job, at: now, now: now, in: database)
            let lease = try claimant.map { try Self.take(id, by: $0, in: database) }
            return (id, lease)
        }
    }

    package func scheduleCompaction(at time: Int64, steps: [String], now: Int64) throws(StoreError) {
        try write("schedule a compaction") { database in
            let open = try Int64.fetchOne(
                database,
                sql: "SELECT id FROM job WHERE kind = 'compaction' AND finished_at IS NULL"
            )
            guard let open else {
                let job = NewJob(kind: .compaction, items: steps.map { NewJobItem(name: $0) })
                _ = try Self.insert(job, at: time, now: now, in: database)
                return
            }
            try database.execute(
                sql: "UPDATE job SET next_attempt_at = ? WHERE id = ? AND state = 'queued' AND next_attempt_at > ?",
                arguments: [time, open, time]
            )
        }
    }

    private static func insert(_ job: NewJob, at time: Int64, now: Int64, in database: Database) throws -> Int64 {
        guard job.items.allSatisfy({ $0.byteCount >= 0 }) else {
            throw StoreError.invalid("an item of a job cannot have a negative number of bytes")
        }
        try job.subject.map { try Validation.noNUL($0.collection, "the collection's name") }
        try database.execute(
            sql: """
                INSERT INTO job (kind, state, owner_kind, owner_identifier, collection_name, created_at, updated_at,
                    next_attempt_at, item_count, byte_count)
                VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                job.kind.rawValue, job.subject?.owner.kind, job.subject?.owner.identifier, job.subject?.collection, now,
                now, time, job.items.count, job.items.reduce(0) { $0 + $1.byteCount },
            ]
        )
        let id = database.lastInsertedRowID
        let statement = try database.cachedStatement(
            sql: "INSERT INTO job_item (job_id, number, path, name, byte_count) VALUES (?, ?, ?, ?, ?)"
        )
        for (number, item) in job.items.enumerated() {
            try Validation.noNUL(item.path, "a file's path")
            try Validation.noNUL(item.name, "a document's name")
            try statement.execute(arguments: [id, number, item.path, item.name, item.byteCount])
        }
        return id
    }
}

// MARK: - Reading

extension SQLiteStore {
    package func job(_ id: Int64) throws(StoreError) -> StoredJob? {
        try read("look up a job") { try JobRow.job(id, in: $0) }
    }

    package func jobs(
        ofKinds kinds: Set<JobKind>,
        inStates states: Set<JobState>,
        limit: Int
    ) throws(StoreError) -> [StoredJob] {
        try read("list the jobs") { database in
            let sql = """
                SELECT \(JobRow.columns) FROM job
                WHERE kind IN (\(JobRow.list(kinds))) AND state IN (\(JobRow.list(states))) ORDER BY id DESC LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: [max(0, limit)]).map(JobRow.job)
        }
    }

    package func items(ofJob id: Int64, after number: Int, limit: Int) throws(StoreError) -> [StoredJobItem] {
        try read("list the items of a job") { database in
            let sql = """
                SELECT \(JobRow.itemColumns) FROM job_item WHERE job_id = ? AND number > ? ORDER BY number LIMIT ?
                """
            return try Row.fetchAll(database, sql: sql, arguments: [id, number, max(0, limit)]).map(JobRow.item)
        }
    }

    package func jobCounts() throws(StoreError) -> [JobKind: [JobState: Int]] {
        try read("count the jobs") { database in
            let rows = try Row.fetchAll(database, sql: "SELECT kind, state, count(*) FROM job GROUP BY kind, state")
            return try rows.reduce(into: [:]) { counts, row in
                guard let kind = JobKind(rawValue: try row.decode(atIndex: 0)),
                    let state = JobState(rawValue: try row.decode(atIndex: 1))
                else { return }
                counts[kind, default: [:]][state] = try row.decode(atIndex: 2)
            }
        }
    }

    package func lastJobEnd(ofKind kind: JobKind) throws(StoreError) -> Int64? {
        try read("look for the last job") { database in
            try Int64.fetchOne(
                database,
                sql: "SELECT max(finished_at) FROM job WHERE kind = ?",
                arguments: [kind.rawValue]
            )
        }
    }

    package func jobHolders() throws(StoreError) -> Set<String> {
        try read("look who runs jobs") { database in
            try String.fetchSet(database, sql: "SELECT holder FROM job WHERE state = 'running'")
        }
    }

    package func hasDueJob(
        _ choice: JobChoice,
        now: Int64,
        deadHolders: Set<String>
    ) throws(StoreError) -> Bool {
        try read("look for a job") { database in
            try Self.dueJob(choice, now: now, deadHolders: deadHolders, in: database) != nil
        }
    }

    /// The job that is due and has been so longest.
    static func dueJob(
        _ choice: JobChoice,
        now: Int64,
        deadHolders: Set<String>,
        in database: Database
    ) throws -> StoredJob? {
        // Jobs that are not finished are few.
        let sql = """
            SELECT \(JobRow.columns) FROM job
            WHERE state IN ('queued', 'running') AND kind IN (\(JobRow.list(choice.kinds)))
            ORDER BY next_attempt_at, id
            """
        return try Row.fetchAll(database, sql: sql).lazy.map(JobRow.job).first { job in
            guard choice.id.map({ $0 == job.id }) ?? true else { return false }
            return job.state == .queued
                ? choice.ignoresDelays || job.nextAttemptAt <= now : job.isAbandoned(now: now, deadHolders: deadHolders)
        }
    }
}

extension StoredJob {
    /// Whether it runs under a lease that has ended, or that of a process which does not live.
    func isAbandoned(now: Int64, deadHolders: Set<String>) -> Bool {
        guard state == .running, let leaseEnd, let holder else { return false }
        return leaseEnd <= now || deadHolders.contains(holder)
    }
}
