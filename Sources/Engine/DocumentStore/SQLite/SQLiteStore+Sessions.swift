import GRDB

extension SQLiteStore: SessionStore {
    package func createSession(_ session: NewSession) throws(StoreError) -> StoredSession {
        try write("create the session") { database in
            try Validation.text(session.model, "the model's name", lengths: 1...128)
            try Validation.text(session.title, "the session's title", lengths: 1...512)
            try database.execute(
                sql: """
                    INSERT INTO chat_session (user_number, application_id, model, title, created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    session.userNumber, session.applicationID, session.model, session.title, session.now, session.now,
                ]
            )
            let id = database.lastInsertedRowID
            try Self.insert(session.messages, intoSession: id, in: database)
            guard let stored = try Self.session(id, of: session.userNumber, in: database) else {
                throw StoreError(code: .internalFailure, message: "a session was made and is not there")
            }
            return stored
        }
    }

    package func session(_ id: Int64, of user: Int64) throws(StoreError) -> StoredSession? {
        try read("look up the session") { try Self.session(id, of: user, in: $0) }
    }

    package func append(
        _ messages: [SessionMessage],
        toSession id: Int64,
        of user: Int64,
        title: String?,
        now: Int64
    ) throws(StoreError) -> Bool {
        try write("add to the session") { database in
            if let title {
                try Validation.text(title, "the session's title", lengths: 1...512)
            }
            // The clock may have been set back meanwhile.
            try database.execute(
                sql: """
                    UPDATE chat_session SET title = coalesce(?, title), updated_at = max(updated_at, ?)
                    WHERE id = ? AND user_number = ?
                    """,
                arguments: [title, now, id, user]
            )
            guard database.changesCount > 0 else { return false }
            try Self.insert(messages, intoSession: id, in: database)
            return true
        }
    }

    package func setModel(
        _ model: String,
        ofSession id: Int64,
        of user: Int64,
        now: Int64
    ) throws(StoreError) -> StoredSession? {
        try write("switch the session's model") { database in
            try Validation.text(model, "the model's name", lengths: 1...128)
            try database.execute(
                sql: """
                    UPDATE chat_session SET model = ?, updated_at = max(updated_at, ?)
                    WHERE id = ? AND user_number = ?
                    """,
                arguments: [model, now, id, user]
            )
            return try Self.session(id, of: user, in: database)
        }
    }

    package func sessions(
        of user: Int64,
        where filter: SessionFilter,
        limit: Int,
        offset: Int
    ) throws(StoreError) -> SessionPage {
        try read("list the sessions") { database in
            let condition = """
                user_number = ? AND created_at >= coalesce(?, created_at)
                    AND created_at < coalesce(?, created_at + 1) AND model = coalesce(?, model)
                """
            let arguments: StatementArguments = [user, filter.createdFrom, filter.createdBefore, filter.model]
            let count = try Int.fetchOne(
                database,
                sql: "SELECT count(*) FROM chat_session WHERE \(condition)",
                arguments: arguments
            )
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(Self.sessionColumns) FROM chat_session WHERE \(condition)
                    ORDER BY updated_at DESC, id DESC LIMIT ? OFFSET ?
                    """,
                arguments: arguments + [max(0, limit), max(0, offset)]
            )
            return try SessionPage(
                totalCount: count ?? 0,
                sessions: rows.map { try StoredSession($0, messages: Self.messages(of: $0, in: database)) }
            )
        }
    }

    package func deleteSession(_ id: Int64, of user: Int64) throws(StoreError) -> Bool {
        try write("delete the session") { database in
            try database.execute(
                sql: "DELETE FROM chat_session WHERE id = ? AND user_number = ?",
                arguments: [id, user]
            )
            return database.changesCount > 0
        }
    }

    package func openFiles(
        ofSession id: Int64,
        of user: Int64,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> (any CollectionHandle)? {
        let owner = StoredSession.owner(of: id)
        let exists = try write("open the session's files") { database in
            guard try Self.exists(id, of: user, in: database) else { return false }
            let isThere = try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT * FROM collection
                        WHERE owner_kind = ? AND owner_identifier = ? AND name = ?)
                    """,
                arguments: [owner.kind, owner.identifier, StoredSession.fileCollectionName]
            )
            if isThere != true {
                let collection = CollectionDescription(
                    name: StoredSession.fileCollectionName,
                    owner: owner,
                    model: model
                )
                _ = try Self.insertCollection(collection, in: database)
            }
            return true
        }
        // Nil when the session has been deleted since.
        return exists ? try openCollection(named: StoredSession.fileCollectionName, owner: owner) : nil
    }
}

extension SQLiteStore {
    private static let sessionColumns = "id, user_number, application_id, model, title, created_at, updated_at"

    private static func session(_ id: Int64, of user: Int64, in database: Database) throws -> StoredSession? {
        let statement = try database.cachedStatement(
            sql: "SELECT \(sessionColumns) FROM chat_session WHERE id = ? AND user_number = ?"
        )
        return try Row.fetchOne(statement, arguments: [id, user]).map { row in
            try StoredSession(row, messages: messages(of: row, in: database))
        }
    }

    private static func exists(_ id: Int64, of user: Int64, in database: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT * FROM chat_session WHERE id = ? AND user_number = ?)"
        return try Bool.fetchOne(database, sql: sql, arguments: [id, user]) ?? false
    }

    /// - Parameter session: A row whose first column is the session's number.
    private static func messages(of session: Row, in database: Database) throws -> [SessionMessage] {
        let id: Int64 = try session.decode(atIndex: 0)
        let statement = try database.cachedStatement(
            sql: "SELECT role, content FROM chat_session_message WHERE session_id = ? ORDER BY position"
        )
        return try Row.fetchAll(statement, arguments: [id]).map { row in
            let name: String = try row.decode(atIndex: 0)
            guard let role = SessionMessage.Role(rawValue: name) else {
                throw StoreError.corrupt("a message has the role \"\(name)\"")
            }
            return SessionMessage(role, try row.decode(atIndex: 1))
        }
    }

    /// Adds messages behind those that are there.
    private static func insert(
        _ messages: [SessionMessage],
        intoSession id: Int64,
        in database: Database
    ) throws {
        guard !messages.isEmpty else { return }
        let present = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*), coalesce(sum(length(CAST(content AS BLOB))), 0)
                FROM chat_session_message WHERE session_id = ?
                """,
            arguments: [id]
        )
        let count: Int = try present?.decode(atIndex: 0) ?? 0
        let byteCount: Int = try present?.decode(atIndex: 1) ?? 0
        guard count + messages.count <= SessionLimits.messageCount else {
            throw StoreError.invalid("a session holds at most \(SessionLimits.messageCount) messages; start a new one")
        }
        guard messages.reduce(byteCount, { $0 + $1.content.utf8.count }) <= SessionLimits.byteCount else {
            throw StoreError.invalid(
                "the messages of a session have at most \(SessionLimits.byteCount) bytes; start a new one"
            )
        }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO chat_session_message (session_id, position, role, content) VALUES (?, ?, ?, ?)"
        )
        for (position, message) in zip(count..., messages) {
            try Validation.noNUL(message.content, "a message")
            try statement.execute(arguments: [id, position, message.role.rawValue, message.content])
        }
    }
}

extension StoredSession {
    /// Reads the columns in the order of `SQLiteStore.sessionColumns`.
    fileprivate init(_ row: Row, messages: [SessionMessage]) throws {
        self.init(
            id: try row.decode(atIndex: 0),
            userNumber: try row.decode(atIndex: 1),
            applicationID: try row.decode(atIndex: 2),
            model: try row.decode(atIndex: 3),
            title: try row.decode(atIndex: 4),
            messages: messages,
            createdAt: try row.decode(atIndex: 5),
            updatedAt: try row.decode(atIndex: 6)
        )
    }
}
