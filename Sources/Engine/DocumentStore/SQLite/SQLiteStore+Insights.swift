import GRDB

extension SQLiteStore: InsightStore {
    package func insightStatistics(_ scope: InsightScope) throws(StoreError) -> InsightStatistics {
        try read("count messages") { database in
            let query = InsightQuery(scope, database: database)
            var periods = [true: PeriodStatistics(), false: PeriodStatistics()]
            try query.readGroups(into: &periods)
            try query.readConversations(into: &periods)
            try query.readAnswers(into: &periods)
            try query.readBlockedAnswers(into: &periods)
            return InsightStatistics(
                current: periods[true] ?? PeriodStatistics(),
                previous: periods[false] ?? PeriodStatistics(),
                conversationsNeedingHuman: try query.conversationsNeedingHuman()
            )
        }
    }

    package func unanalysedMessageCount(inWorkspace workspace: String) throws(StoreError) -> Int {
        try read("count messages to be analysed") { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT count(*) FROM message_intelligence INDEXED BY message_intelligence_pending
                    JOIN conversation_message ON number = message_number
                    WHERE state = 'pending' AND workspace_id = ? AND is_test = 0
                    """
            )
            return try Int.fetchOne(statement, arguments: [workspace]) ?? 0
        }
    }

    package func addInsight(_ insight: NewInsight) throws(StoreError) {
        try write("remember an insight") { database in
            try Validation.text(insight.question, "the question", lengths: 1...1000)
            try database.execute(
                sql: """
                    INSERT INTO insight (workspace_id, agent_id, question, context, answer, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    insight.workspaceID, insight.agentID, insight.question, insight.context, insight.answer,
                    insight.now,
                ]
            )
            try database.execute(
                sql: """
                    INSERT INTO usage_event (workspace_id, agent_id, kind, credits, state, created_at)
                    VALUES (?, ?, 'copilot_insight', 0, 'settled', ?)
                    """,
                arguments: [insight.workspaceID, insight.agentID, insight.now]
            )
        }
    }
}

/// The queries about two periods; the first column of each says whether a row is of the later one.
private struct InsightQuery {
    private let scope: InsightScope
    private let database: Database
    private let bounds: StatementArguments

    init(_ scope: InsightScope, database: Database) {
        self.scope = scope
        self.database = database
        bounds = [
            "workspace": scope.workspaceID, "agent": scope.agentID, "before": scope.previousPeriod.lowerBound,
            "start": scope.period.lowerBound, "end": scope.period.upperBound,
        ]
    }

    private var messageArguments: StatementArguments {
        scope.channel == nil ? bounds : bounds &+ ["channel": scope.channel]
    }

    private let messages = "conversation_message AS m INDEXED BY conversation_message_time"

    private var isInScope: String {
        """
        m.workspace_id = :workspace AND m.created_at >= :before AND m.created_at < :end AND m.is_test = 0
        AND (:agent IS NULL OR m.agent_id = :agent)\(scope.channel == nil ? "" : " AND m.channel = :channel")
        """
    }

    private func rows(_ sql: String) throws -> RowCursor {
        try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: messageArguments)
    }

    func readGroups(into periods: inout [Bool: PeriodStatistics]) throws {
        let rows = try rows(
            """
            SELECT m.created_at >= :start, m.sender, m.channel, m.created_at / \(Self.dayLength) AS day, i.topic,
                i.intent, i.sentiment, count(*)
            FROM \(messages)
            LEFT JOIN message_intelligence AS i
                ON i.message_number = m.number AND i.state = 'done' AND m.sender = 'customer'
            WHERE \(isInScope)
            GROUP BY 1, m.sender, m.channel, day, i.topic, i.intent, i.sentiment
            """
        )
        while let row = try rows.next() {
            periods[try row.decode(atIndex: 0)]?.groups.append(try MessageGroup(row))
        }
    }

    /// Milliseconds.
    private static let dayLength = 86_400_000

    func readConversations(into periods: inout [Bool: PeriodStatistics]) throws {
        let rows = try rows(
            """
            SELECT m.created_at >= :start, count(DISTINCT m.conversation_id) FROM \(messages) WHERE \(isInScope)
            GROUP BY 1
            """
        )
        while let row = try rows.next() {
            periods[try row.decode(atIndex: 0)]?.conversationCount = try row.decode(atIndex: 1)
        }
    }

    /// Answers of agents refer to what they answer; those of people do not, they only come later.
    func readAnswers(into periods: inout [Bool: PeriodStatistics]) throws {
        let rows = try rows(
            """
            SELECT m.created_at >= :start, m.number < coalesce(h.last, 0),
                (SELECT min(r.created_at) FROM conversation_message AS r INDEXED BY conversation_message_reply
                 WHERE r.replies_to = m.number AND r.sender = 'agent') - m.created_at
            FROM \(messages)
            LEFT JOIN (
                SELECT conversation_id, max(number) AS last
                FROM conversation_message INDEXED BY conversation_message_time
                WHERE workspace_id = :workspace AND created_at >= :before AND created_at < :end AND sender = 'human'
                    AND is_test = 0
                GROUP BY conversation_id
            ) AS h ON h.conversation_id = m.conversation_id
            WHERE m.sender = 'customer' AND \(isInScope)
            """
        )
        var times: [Bool: [Int64]] = [:]
        while let row = try rows.next() {
            let isCurrent: Bool = try row.decode(atIndex: 0)
            if let time: Int64 = try row.decode(atIndex: 2) {
                times[isCurrent, default: []].append(max(0, time))
            } else if try row.decode(atIndex: 1) {
                periods[isCurrent]?.answeredByHumanCount += 1
            }
        }
        for (isCurrent, times) in times {
            periods[isCurrent]?.answeredByAgentCount = times.count
            periods[isCurrent]?.responseTimes = ResponseTimes(ascending: times.sorted())
        }
    }

    /// Usage is on record by the second, and without its channel.
    func readBlockedAnswers(into periods: inout [Bool: PeriodStatistics]) throws {
        guard scope.channel == nil else { return }
        let statement = try database.cachedStatement(
            sql: """
                SELECT 1000 * created_at >= :start, count(*) FROM usage_event INDEXED BY usage_event_workspace
                WHERE workspace_id = :workspace AND created_at >= (:before + 999) / 1000
                    AND created_at < (:end + 999) / 1000 AND kind = 'ai_message_blocked'
                    AND (:agent IS NULL OR agent_id = :agent)
                GROUP BY 1
                """
        )
        for isCurrent in [true, false] {
            periods[isCurrent]?.blockedCount = 0
        }
        let rows = try Row.fetchCursor(statement, arguments: bounds)
        while let row = try rows.next() {
            periods[try row.decode(atIndex: 0)]?.blockedCount = try row.decode(atIndex: 1)
        }
    }

    func conversationsNeedingHuman() throws -> Int {
        let statement = try database.cachedStatement(
            sql: """
                SELECT count(DISTINCT m.conversation_id) FROM \(messages)
                JOIN conversation AS c ON c.id = m.conversation_id
                WHERE c.status = 'needs_human' AND m.created_at >= :start AND \(isInScope)
                """
        )
        return try Int.fetchOne(statement, arguments: messageArguments) ?? 0
    }
}

extension MessageGroup {
    /// Reads the columns of `InsightQuery.readGroups` from the second on.
    fileprivate init(_ row: Row) throws {
        let sender: String = try row.decode(atIndex: 1)
        guard let sender = MessageSender(rawValue: sender) else {
            throw StoreError.corrupt("a message was sent by a \"\(sender)\"")
        }
        self.init(
            sender: sender,
            channel: try row.decode(atIndex: 2),
            day: try row.decode(atIndex: 3),
            meaning: try row.decode(String?.self, atIndex: 4).map { try Meaning(topic: $0, row) },
            count: try row.decode(atIndex: 7)
        )
    }
}

extension MessageGroup.Meaning {
    fileprivate init(topic: String, _ row: Row) throws {
        let sentiment: String = try row.decode(atIndex: 6)
        guard let sentiment = MessageIntelligence.Sentiment(rawValue: sentiment) else {
            throw StoreError.corrupt("a message has the sentiment \"\(sentiment)\"")
        }
        self.init(topic: topic, intent: try row.decode(atIndex: 5), sentiment: sentiment)
    }
}
