import GRDB

extension SQLiteStore: MessageJobStore {
    package func messageJobs(
        ofKind kind: MessageJobKind,
        inStates states: Set<JobState>,
        limit: Int
    ) throws(StoreError) -> [MessageJob] {
        let words = kind.words(for: states)
        guard !words.isEmpty else { return [] }
        return try read("list what is to be done about messages") { database in
            let list = words.map { "'\($0)'" }.joined(separator: ", ")
            let sql = "\(kind.selection) WHERE state IN (\(list)) ORDER BY message_number DESC LIMIT ?"
            return try Row.fetchAll(database, sql: sql, arguments: [max(0, limit)]).map(kind.job)
        }
    }

    package func messageJob(_ number: Int64, ofKind kind: MessageJobKind) throws(StoreError) -> MessageJob? {
        try read("look up what is to be done about a message") { database in
            try Self.messageJob(number, ofKind: kind, in: database)
        }
    }

    private static func messageJob(
        _ number: Int64,
        ofKind kind: MessageJobKind,
        in database: Database
    ) throws -> MessageJob? {
        let sql = "\(kind.selection) WHERE message_number = ?"
        return try Row.fetchOne(database, sql: sql, arguments: [number]).map(kind.job)
    }

    package func messageJobCounts(ofKind kind: MessageJobKind) throws(StoreError) -> [JobState: Int] {
        try read("count what is to be done about messages") { database in
            let sql = "SELECT state, count(*) FROM \(kind.table) GROUP BY state"
            return try Row.fetchAll(database, sql: sql).reduce(into: [:]) { counts, row in
                guard let state = kind.state(try row.decode(atIndex: 0)) else { return }
                counts[state] = try row.decode(atIndex: 1)
            }
        }
    }

    package func retryMessageJob(
        _ number: Int64,
        ofKind kind: MessageJobKind,
        now: Int64
    ) throws(StoreError) -> (job: MessageJob, isChanged: Bool)? {
        try write("have something tried again") { database in
            try database.execute(sql: kind.retry, arguments: [now, number])
            let isChanged = database.changesCount > 0
            guard let job = try Self.messageJob(number, ofKind: kind, in: database) else { return nil }
            return (job, isChanged)
        }
    }
}

extension MessageJobKind {
    fileprivate var table: String {
        switch self {
        case .intelligence: "message_intelligence"
        case .outbox: "outbox"
        }
    }

    fileprivate var selection: String {
        """
        SELECT message_number, workspace_id, state, created_at, attempt_count, next_attempt_at, failure
        FROM \(table) JOIN conversation_message ON number = message_number
        """
    }

    /// Arguments: the time and the message's number.
    fileprivate var retry: String {
        switch self {
        case .intelligence:
            """
            UPDATE message_intelligence SET state = 'pending', attempt_count = 0, next_attempt_at = ?, failure = NULL
            WHERE message_number = ? AND state = 'failed'
            """
        case .outbox:
            """
            UPDATE outbox SET state = 'queued', earlier_attempt_count = attempt_count, next_attempt_at = ?, failure = NULL
            WHERE message_number = ? AND state = 'failed'
            """
        }
    }

    /// The table's words for states.
    private var words: [String: JobState] {
        switch self {
        case .intelligence: ["pending": .queued, "done": .done, "failed": .failed]
        case .outbox: ["queued": .queued, "sending": .running, "sent": .done, "failed": .failed]
        }
    }

    fileprivate func state(_ word: String) -> JobState? { words[word] }

    fileprivate func words(for states: Set<JobState>) -> [String] {
        words.filter { states.contains($0.value) }.keys.sorted()
    }

    fileprivate func job(_ row: Row) throws -> MessageJob {
        guard let state = state(try row.decode(atIndex: 2)) else {
            throw StoreError.corrupt("a row of \(table) is in an unknown state")
        }
        return MessageJob(
            kind: self,
            number: try row.decode(atIndex: 0),
            workspaceID: try row.decode(atIndex: 1),
            state: state,
            createdAt: try row.decode(atIndex: 3),
            attemptCount: try row.decode(atIndex: 4),
            nextAttemptAt: try row.decode(atIndex: 5),
            failure: try row.decode(atIndex: 6)
        )
    }
}
