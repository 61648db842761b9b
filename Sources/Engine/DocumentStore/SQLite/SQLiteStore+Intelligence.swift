import Foundation
import GRDB

extension SQLiteStore: IntelligenceStore {
    package func pendingMessages(
        after number: Int64,
        dueBy now: Int64,
        limit: Int
    ) throws(StoreError) -> [PendingMessage] {
        try read("look for messages to analyse") { database in
            let sql = """
                SELECT message_number, content, attempt_count FROM message_intelligence
                JOIN conversation_message ON conversation_message.number = message_number
                WHERE state = 'pending' AND message_number > ? AND next_attempt_at <= ?
                ORDER BY message_number LIMIT ?
                """
            let arguments: StatementArguments = [number, now, max(0, limit)]
            return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
                PendingMessage(
                    number: try row.decode(atIndex: 0),
                    content: try row.decode(atIndex: 1),
                    failureCount: try row.decode(atIndex: 2)
                )
            }
        }
    }

    package func recordIntelligenceFailure(
        _ reason: String,
        ofMessage number: Int64,
        retryingAt time: Int64?
    ) throws(StoreError) {
        try write("record that a message was not analysed") { database in
            try database.execute(
                sql: """
                    UPDATE message_intelligence SET state = ?, attempt_count = attempt_count + 1, failure = ?,
                        next_attempt_at = coalesce(?, next_attempt_at)
                    WHERE message_number = ? AND state = 'pending'
                    """,
                arguments: [time == nil ? "failed" : "pending", Validation.reason(reason), time, number]
            )
        }
    }

    package func recordIntelligence(
        _ intelligence: MessageIntelligence,
        ofMessage number: Int64
    ) throws(StoreError) {
        try write("record what a message says") { database in
            try Validation.text(intelligence.topic, "the topic", lengths: 1...255)
            try Validation.text(intelligence.intent, "the intent", lengths: 1...255)
            for entity in intelligence.entities { try Validation.noNUL(entity, "an entity") }
            let entities = try JSONEncoder().encode(intelligence.entities)
            try database.execute(
                sql: """
                    UPDATE message_intelligence SET state = 'done', topic = ?, intent = ?, sentiment = ?, entities = ?,
                        failure = NULL
                    WHERE message_number = ?
                    """,
                arguments: [
                    intelligence.topic, intelligence.intent, intelligence.sentiment.rawValue,
                    String(decoding: entities, as: UTF8.self), number,
                ]
            )
        }
    }

    package func pendingIntelligenceCount(inWorkspace workspace: String) throws(StoreError) -> Int {
        try read("count the messages to analyse") { database in
            let sql = """
                SELECT count(*) FROM message_intelligence
                JOIN conversation_message ON conversation_message.number = message_number
                WHERE state = 'pending' AND workspace_id = ?
                """
            return try Int.fetchOne(database.cachedStatement(sql: sql), arguments: [workspace]) ?? 0
        }
    }

    package func messageNumber(
        _ identifier: String,
        inConversation conversation: String,
        ofWorkspace workspace: String
    ) throws(StoreError) -> Int64? {
        try read("look up a message") { database in
            let sql = """
                SELECT number FROM conversation_message WHERE id = ? AND conversation_id = ? AND workspace_id = ?
                """
            let arguments: StatementArguments = [identifier, conversation, workspace]
            return try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
        }
    }
}
