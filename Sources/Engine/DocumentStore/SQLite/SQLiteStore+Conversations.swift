import Foundation
import GRDB

extension SQLiteStore: ConversationStore {
    private static let conversationColumns =
        "id, workspace_id, agent_id, channel, external_user_id, status, created_at, last_message_at"

    private static let messageQuery = """
        SELECT number, id, sender, type, content, is_test, created_at, i.state, topic, intent, sentiment, entities,
            o.state
        FROM conversation_message
        LEFT JOIN message_intelligence AS i ON i.message_number = number
        LEFT JOIN outbox AS o ON o.message_number = number
        """

    package func addHumanMessage(
        _ message: NewHumanMessage,
        once key: IdempotencyKey?
    ) throws(StoreError) -> HumanMessageStart {
        try write("store a message") { database in
            try Validation.message(message)
            if let key, let earlier = try Self.message(of: key, inWorkspace: message.workspaceID, in: database) {
                return earlier
            }
            let conversation = try Self.conversation(
                where: "id = ? AND workspace_id = ? AND agent_id = ?",
                [message.conversationID, message.workspaceID, message.agentID],
                in: database
            )
            guard let conversation else { return .unknownConversation }
            let stored = try Self.insertMessage(NewMessage(message), in: conversation, database)
            try database.execute(
                sql: "UPDATE conversation SET status = 'human_active' WHERE id = ?",
                arguments: [conversation.id]
            )
            if let key {
                try database.execute(
                    sql: """
                        INSERT INTO channel_send (workspace_id, idempotency_key, request_digest, message_number)
                        VALUES (?, ?, ?, ?)
                        """,
                    arguments: [message.workspaceID, key.text, Data(key.requestDigest), stored.number]
                )
            }
            return .added(stored)
        }
    }

    /// What became of the message that came with a key before; nil when there was none.
    private static func message(
        of key: IdempotencyKey,
        inWorkspace workspace: String,
        in database: Database
    ) throws -> HumanMessageStart? {
        try Validation.text(key.text, "the idempotency key", lengths: 1...255)
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT request_digest, message_number FROM channel_send WHERE workspace_id = ? AND idempotency_key = ?
                """,
            arguments: [workspace, key.text]
        )
        guard let row else { return nil }
        guard try row.decode(Data.self, atIndex: 0) == Data(key.requestDigest) else { return .keyOfAnother }
        guard let message = try message(row.decode(atIndex: 1), in: database) else {
            throw StoreError.corrupt("a key has no message")
        }
        return .repeated(message)
    }

    package func conversation(
        _ identifier: String,
        inWorkspace workspace: String
    ) throws(StoreError) -> StoredConversation? {
        try read("look up the conversation") { database in
            try Self.conversation(where: "id = ? AND workspace_id = ?", [identifier, workspace], in: database)
        }
    }

    package func messages(
        ofConversation conversation: String,
        inWorkspace workspace: String,
        before number: Int64?,
        limit: Int
    ) throws(StoreError) -> [StoredMessage] {
        try read("read the conversation") { database in
            let sql = """
                \(Self.messageQuery) WHERE conversation_id = ? AND workspace_id = ? AND number < ?
                ORDER BY number DESC LIMIT ?
                """
            let arguments: StatementArguments = [conversation, workspace, number ?? .max, max(0, limit)]
            let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
            return try rows.map(StoredMessage.init).reversed()
        }
    }

    static func conversation(
        where condition: String,
        _ arguments: StatementArguments,
        in database: Database
    ) throws -> StoredConversation? {
        let sql = "SELECT \(conversationColumns) FROM conversation WHERE \(condition)"
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments).map(StoredConversation.init)
    }

    static func conversation(
        ofMessage number: Int64,
        inWorkspace workspace: String,
        in database: Database
    ) throws -> StoredConversation? {
        try conversation(
            where: "workspace_id = ? AND id = (SELECT conversation_id FROM conversation_message WHERE number = ?)",
            [workspace, number],
            in: database
        )
    }

    static func message(_ number: Int64, in database: Database) throws -> StoredMessage? {
        let statement = try database.cachedStatement(sql: "\(messageQuery) WHERE number = ?")
        return try Row.fetchOne(statement, arguments: [number]).map(StoredMessage.init)
    }

    /// Stores a message and what is to be done about it: analysis of texts, sending of what goes out.
    static func insertMessage(
        _ message: NewMessage,
        in conversation: StoredConversation,
        _ database: Database
    ) throws -> StoredMessage {
        let identifier = UUID().uuidString.lowercased()
        try database.execute(
            sql: """
                INSERT INTO conversation_message (id, conversation_id, workspace_id, agent_id, channel, sender, type,
                    content, is_test, replies_to, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                identifier, conversation.id, conversation.workspaceID, conversation.agentID, conversation.channel,
                message.sender.rawValue, message.type, message.content, message.isTest, message.repliesTo, message.now,
            ]
        )
        let number = database.lastInsertedRowID
        if message.type == "text" {
            try database.execute(
                sql: "INSERT INTO message_intelligence (message_number, state) VALUES (?, 'pending')",
                arguments: [number]
            )
        }
        let delivery = try message.delivery.map {
            try insertDelivery(of: number, $0, now: message.now, in: database)
        }
        try database.execute(
            sql: "UPDATE conversation SET last_message_at = max(last_message_at, ?) WHERE id = ?",
            arguments: [message.now, conversation.id]
        )
        return StoredMessage(
            number: number,
            id: identifier,
            sender: message.sender,
            type: message.type,
            content: message.content,
            isTest: message.isTest,
            createdAt: message.now,
            delivery: delivery
        )
    }
}

/// A message to be stored.
struct NewMessage {
    var sender: MessageSender
    var type: String
    var content: String
    var isTest = false
    /// The number of the message that it answers.
    var repliesTo: Int64?
    /// Where it goes; nil when it is not sent anywhere.
    var delivery: NewDelivery?
    /// Milliseconds since 1970.
    var now: Int64
}

extension NewMessage {
    /// What a customer says.
    init(_ exchange: NewExchange) {
        self.init(
            sender: .customer,
            type: exchange.type,
            content: exchange.content,
            isTest: exchange.isTest,
            now: exchange.now
        )
    }

    /// What an agent replies.
    init(_ reply: NewReply, to exchange: StartedExchange) {
        self.init(
            sender: .agent,
            type: "text",
            content: reply.content,
            isTest: exchange.message.isTest,
            repliesTo: exchange.message.number,
            delivery: NewDelivery(reply, in: exchange.conversation),
            now: reply.now
        )
    }

    init(_ message: NewHumanMessage) {
        self.init(
            sender: .human,
            type: message.type,
            content: message.content,
            delivery: message.dispatch.map {
                NewDelivery(channel: message.channel, externalUserID: message.externalUserID, dispatch: $0)
            },
            now: message.now
        )
    }
}

extension NewDelivery {
    /// How a reply goes to the external user of its conversation; nil when there is none.
    fileprivate init?(_ reply: NewReply, in conversation: StoredConversation) {
        guard let dispatch = reply.dispatch, let user = conversation.externalUserID else { return nil }
        self.init(channel: conversation.channel, externalUserID: user, dispatch: dispatch)
    }
}

extension Validation {
    fileprivate static func message(_ message: NewHumanMessage) throws {
        try noNUL(message.content, "the message")
        try text(message.type, "the message's type", lengths: 1...50)
        try text(message.channel, "the channel", lengths: 1...100)
        try text(message.externalUserID, "the external user", lengths: 1...255)
    }
}

extension StoredConversation {
    /// Reads the columns in the order of `SQLiteStore.conversationColumns`.
    fileprivate init(_ row: Row) throws {
        let status: String = try row.decode(atIndex: 5)
        guard let status = ConversationStatus(rawValue: status) else {
            throw StoreError.corrupt("a conversation has the status \"\(status)\"")
        }
        self.init(
            id: try row.decode(atIndex: 0),
            workspaceID: try row.decode(atIndex: 1),
            agentID: try row.decode(atIndex: 2),
            channel: try row.decode(atIndex: 3),
            externalUserID: try row.decode(atIndex: 4),
            status: status,
            createdAt: try row.decode(atIndex: 6),
            lastMessageAt: try row.decode(atIndex: 7)
        )
    }
}

extension StoredMessage {
    /// Reads the columns in the order of `SQLiteStore.messageQuery`.
    fileprivate init(_ row: Row) throws {
        let sender: String = try row.decode(atIndex: 2)
        guard let sender = MessageSender(rawValue: sender) else {
            throw StoreError.corrupt("a message was sent by a \"\(sender)\"")
        }
        let isAnalysed = try row.decode(String?.self, atIndex: 7) == "done"
        self.init(
            number: try row.decode(atIndex: 0),
            id: try row.decode(atIndex: 1),
            sender: sender,
            type: try row.decode(atIndex: 3),
            content: try row.decode(atIndex: 4),
            isTest: try row.decode(atIndex: 5),
            createdAt: try row.decode(atIndex: 6),
            intelligence: isAnalysed ? try MessageIntelligence(row) : nil,
            delivery: try row.decode(String?.self, atIndex: 12).flatMap(DeliveryState.init)
        )
    }
}

extension MessageIntelligence {
    fileprivate init(_ row: Row) throws {
        let sentiment: String = try row.decode(atIndex: 10)
        guard let sentiment = Sentiment(rawValue: sentiment) else {
            throw StoreError.corrupt("a message has the sentiment \"\(sentiment)\"")
        }
        let entities: String = try row.decode(atIndex: 11)
        self.init(
            topic: try row.decode(atIndex: 8),
            intent: try row.decode(atIndex: 9),
            sentiment: sentiment,
            entities: try JSONDecoder().decode([String].self, from: Data(entities.utf8))
        )
    }
}
