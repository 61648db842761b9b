import Foundation
import GRDB

extension SQLiteStore {
    package func beginExchange(_ exchange: NewExchange) throws(StoreError) -> ExchangeStart {
        try write("begin an exchange") { database in
            try Validation.exchange(exchange)
            if let earlier = try Self.earlierExchange(exchange, in: database) { return earlier }
            guard let agent = try Self.agent(exchange.agentID, inWorkspace: exchange.workspaceID, in: database) else {
                return .unknownAgent
            }
            let known = try Self.conversation(of: exchange, in: database)
            guard known != nil || exchange.conversationID == nil else { return .unknownConversation }
            var reservation: CreditReservation?
            if Self.isAnswered(type: exchange.type, event: exchange.eventID, by: agent) {
                reservation = try Self.reservation(for: exchange, agent: agent, in: database)
                if reservation == nil { return .insufficientCredits }
            }
            let conversation = try known ?? Self.insertConversation(for: exchange, in: database)
            let message = try Self.insertMessage(
                NewMessage(exchange),
                in: conversation,
                database
            )
            if let event = exchange.eventID {
                try database.execute(
                    sql: "INSERT INTO channel_event (workspace_id, message_id, inbound_number) VALUES (?, ?, ?)",
                    arguments: [exchange.workspaceID, event, message.number]
                )
            }
            return .started(
                StartedExchange(
                    agent: agent,
                    conversation: conversation,
                    message: message,
                    reservation: reservation,
                    eventID: exchange.eventID
                )
            )
        }
    }

    package func finishExchange(
        _ exchange: StartedExchange,
        reply: NewReply?,
        status: ConversationStatus?,
        answer: ((_ replyID: String?) -> String)?
    ) throws(StoreError) -> StoredMessage? {
        try write("finish an exchange") { database in
            let stored = try reply.map { reply in
                try Validation.noNUL(reply.content, "the reply")
                return try Self.insertMessage(NewMessage(reply, to: exchange), in: exchange.conversation, database)
            }
            if let reservation = exchange.reservation {
                try Self.settle(reservation, in: database)
            }
            try Self.setStatus(status, ofConversation: exchange.conversation.id, in: database)
            if let event = exchange.eventID, let answer {
                try database.execute(
                    sql: """
                        UPDATE channel_event SET answer = ?
                        WHERE workspace_id = ? AND message_id = ? AND answer IS NULL
                        """,
                    arguments: [answer(stored?.id), exchange.agent.workspaceID, event]
                )
                guard database.changesCount > 0 else {
                    throw StoreError(code: .alreadyExists, message: "the event was answered meanwhile")
                }
            }
            return stored
        }
    }

    package func failExchange(_ exchange: StartedExchange, status: ConversationStatus?) throws(StoreError) {
        try write("fail an exchange") { database in
            if let reservation = exchange.reservation {
                try Self.refund(reservation, in: database)
            }
            try Self.setStatus(status, ofConversation: exchange.conversation.id, in: database)
        }
    }

    package func conversation(continuedBy exchange: NewExchange) throws(StoreError) -> StoredConversation? {
        try read("look up the conversation of an exchange") { database in
            if let event = exchange.eventID {
                let number = try Int64.fetchOne(
                    database,
                    sql: "SELECT inbound_number FROM channel_event WHERE workspace_id = ? AND message_id = ?",
                    arguments: [exchange.workspaceID, event]
                )
                if let number {
                    return try Self.conversation(ofMessage: number, inWorkspace: exchange.workspaceID, in: database)
                }
            }
            return try Self.conversation(of: exchange, in: database)
        }
    }

    /// An agent that is switched off answers nothing, and none answers what is no text.
    private static func isAnswered(type: String, event: String?, by agent: StoredAgent) -> Bool {
        event == nil || (agent.isAIEnabled && type == "text")
    }

    private static func reservation(
        for exchange: NewExchange,
        agent: StoredAgent,
        in database: Database
    ) throws -> CreditReservation? {
        try reserve(
            exchange.credits,
            for: "ai_message",
            agent: agent.id,
            inWorkspace: exchange.workspaceID,
            now: exchange.now / 1000,
            in: database
        )
    }

    /// What became of an exchange that came with the same event before; nil when it is the first one.
    ///
    /// One that ended without an answer, because the model or the whole server failed, is taken up again: with the message
    /// that is stored, whatever comes with the event this time.
    private static func earlierExchange(_ exchange: NewExchange, in database: Database) throws -> ExchangeStart? {
        guard let event = exchange.eventID else { return nil }
        let row = try Row.fetchOne(
            database,
            sql: "SELECT inbound_number, answer FROM channel_event WHERE workspace_id = ? AND message_id = ?",
            arguments: [exchange.workspaceID, event]
        )
        guard let row else { return nil }
        if let answer: String = try row.decode(atIndex: 1) { return .answered(answer) }
        guard let number: Int64 = try row.decode(atIndex: 0),
            let message = try message(number, in: database),
            let conversation = try conversation(ofMessage: number, inWorkspace: exchange.workspaceID, in: database),
            let agent = try agent(conversation.agentID, inWorkspace: exchange.workspaceID, in: database)
        else { throw StoreError.corrupt("an event has no message") }
        var reservation: CreditReservation?
        if isAnswered(type: message.type, event: event, by: agent) {
            reservation = try self.reservation(for: exchange, agent: agent, in: database)
            if reservation == nil { return .insufficientCredits }
        }
        return .started(
            StartedExchange(
                agent: agent,
                conversation: conversation,
                message: message,
                reservation: reservation,
                eventID: event
            )
        )
    }

    /// The conversation that an exchange continues; nil when it begins one, or names one that is not there.
    private static func conversation(of exchange: NewExchange, in database: Database) throws -> StoredConversation? {
        if let identifier = exchange.conversationID {
            return try conversation(
                where: "id = ? AND workspace_id = ? AND agent_id = ?",
                [identifier, exchange.workspaceID, exchange.agentID],
                in: database
            )
        }
        guard let user = exchange.externalUserID else { return nil }
        return try conversation(
            where: "workspace_id = ? AND agent_id = ? AND channel = ? AND external_user_id = ?",
            [exchange.workspaceID, exchange.agentID, exchange.channel, user],
            in: database
        )
    }

    private static func insertConversation(
        for exchange: NewExchange,
        in database: Database
    ) throws -> StoredConversation {
        let conversation = StoredConversation(
            id: UUID().uuidString.lowercased(),
            workspaceID: exchange.workspaceID,
            agentID: exchange.agentID,
            channel: exchange.channel,
            externalUserID: exchange.externalUserID,
            status: .open,
            createdAt: exchange.now,
            lastMessageAt: exchange.now
        )
        try database.execute(
            sql: """
                INSERT INTO conversation (id, workspace_id, agent_id, channel, external_user_id, status, created_at,
                    last_message_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                conversation.id, conversation.workspaceID, conversation.agentID, conversation.channel,
                conversation.externalUserID, conversation.status.rawValue, exchange.now, exchange.now,
            ]
        )
        return conversation
    }

    private static func setStatus(
        _ status: ConversationStatus?,
        ofConversation identifier: String,
        in database: Database
    ) throws {
        guard let status else { return }
        // That an agent answered does not mean that the person who is at it has gone.
        try database.execute(
            sql: "UPDATE conversation SET status = ? WHERE id = ? AND NOT (? = 'open' AND status = 'human_active')",
            arguments: [status.rawValue, identifier, status.rawValue]
        )
    }
}

extension Validation {
    fileprivate static func exchange(_ exchange: NewExchange) throws {
        try text(exchange.channel, "the channel", lengths: 1...100)
        try text(exchange.type, "the message's type", lengths: 1...50)
        try noNUL(exchange.content, "the message")
        guard exchange.credits >= 0 else { throw StoreError.invalid("a reply cannot cost \(exchange.credits) credits") }
        if let user = exchange.externalUserID { try text(user, "the external user", lengths: 1...255) }
        if let event = exchange.eventID { try uuid(event, "the event's message_id") }
    }
}
