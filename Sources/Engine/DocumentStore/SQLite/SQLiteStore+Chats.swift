import GRDB

extension SQLiteStore: ChatStore {
    /// So many expired chats are removed when one starts: more than one, so that they do not pile up.
    private static let purgedPerStart = 8

    package func startChat(_ chat: NewChat) throws(StoreError) {
        try write("start the chat") { database in
            try Validation.text(chat.id, "the chat's identifier", lengths: 1...128)
            try Self.purge(before: chat.startedAt, limit: Self.purgedPerStart, in: database)
            try database.execute(
                sql: "DELETE FROM chat WHERE id = ? AND expires_at <= ?",
                arguments: [chat.id, chat.startedAt]
            )
            try Self.insert(chat, in: database)
        }
    }

    package func chat(_ identifier: String, now: Int64) throws(StoreError) -> StoredChat? {
        try read("look up the chat") { try Self.chat(identifier, now: now, in: $0) }
    }

    package func history(ofChat identifier: String, now: Int64) throws(StoreError) -> [String]? {
        try read("read the chat") { database in
            guard try Self.chat(identifier, now: now, in: database) != nil else { return nil }
            return try Self.messages(of: identifier, in: database)
        }
    }

    package func updateHistory(
        ofChat identifier: String,
        now: Int64,
        expiresAt: Int64,
        _ transform: ([String]) -> [String]
    ) throws(StoreError) -> [String]? {
        try write("update the chat") { database in
            guard try Self.chat(identifier, now: now, in: database) != nil else { return nil }
            let old = try Self.messages(of: identifier, in: database)
            let new = transform(old)
            try Self.replaceMessages(old, by: new, of: identifier, in: database)
            try database.execute(
                sql: "UPDATE chat SET expires_at = ? WHERE id = ?",
                arguments: [expiresAt, identifier]
            )
            return new
        }
    }

    package func endChat(_ identifier: String, now: Int64) throws(StoreError) -> Bool {
        try write("end the chat") { database in
            let existed = try Self.chat(identifier, now: now, in: database) != nil
            try database.execute(sql: "DELETE FROM chat WHERE id = ?", arguments: [identifier])
            return existed
        }
    }

    package func purgeExpiredChats(now: Int64) throws(StoreError) -> Int {
        try write("remove expired chats") { database in
            try Self.purge(before: now, limit: -1, in: database)
            return database.changesCount
        }
    }
}

extension SQLiteStore {
    private static func chat(_ identifier: String, now: Int64, in database: Database) throws -> StoredChat? {
        let statement = try database.cachedStatement(
            sql: "SELECT id, key_id, started_at, expires_at FROM chat WHERE id = ? AND expires_at > ?"
        )
        return try Row.fetchOne(statement, arguments: [identifier, now]).map { row in
            try StoredChat(
                id: row.decode(atIndex: 0),
                keyID: row.decode(atIndex: 1),
                startedAt: row.decode(atIndex: 2),
                expiresAt: row.decode(atIndex: 3)
            )
        }
    }

    private static func insert(_ chat: NewChat, in database: Database) throws {
        do {
            try database.execute(
                sql: "INSERT INTO chat (id, key_id, started_at, expires_at) VALUES (?, ?, ?, ?)",
                arguments: [chat.id, chat.keyID, chat.startedAt, chat.expiresAt]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY {
            throw StoreError(code: .alreadyExists, message: "there is a chat of that identifier already", cause: error)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw StoreError(code: .notFound, message: "the key that starts the chat was revoked", cause: error)
        }
    }

    private static func messages(of chat: String, in database: Database) throws -> [String] {
        let statement = try database.cachedStatement(
            sql: "SELECT message FROM chat_message WHERE chat_id = ? ORDER BY position"
        )
        return try String.fetchAll(statement, arguments: [chat])
    }

    /// Writes only what differs: mostly a few messages at the end.
    private static func replaceMessages(
        _ old: [String],
        by new: [String],
        of chat: String,
        in database: Database
    ) throws {
        let kept = zip(old, new).prefix { $0 == $1 }.count
        try database.execute(
            sql: "DELETE FROM chat_message WHERE chat_id = ? AND position >= ?",
            arguments: [chat, kept]
        )
        let statement = try database.cachedStatement(
            sql: "INSERT INTO chat_message (chat_id, position, message) VALUES (?, ?, ?)"
        )
        for position in kept..<new.count {
            try Validation.noNUL(new[position], "a message")
            try statement.execute(arguments: [chat, position, new[position]])
        }
    }

    private static func purge(before now: Int64, limit: Int, in database: Database) throws {
        try database.execute(
            sql: "DELETE FROM chat WHERE id IN (SELECT id FROM chat WHERE expires_at <= ? LIMIT ?)",
            arguments: [now, limit]
        )
    }
}
