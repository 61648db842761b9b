import GRDB

extension StoredClone {
    /// The clones that fulfil a condition, without their documents.
    static func fetchAll(
        where condition: String,
        _ arguments: StatementArguments,
        in database: Database
    ) throws -> [StoredClone] {
        let sql = """
            SELECT id, creator, name, description, base_prompt, visibility, workspace_id, created_at, updated_at
            FROM clone WHERE \(condition)
            """
        return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map(StoredClone.init)
    }

    func withDocuments(in database: Database) throws -> StoredClone {
        var clone = self
        clone.documents = try StoredCloneDocument.fetchAll(ofClone: id, in: database)
        return clone
    }

    /// Reads the columns in the order of the query above.
    private init(_ row: Row) throws {
        let visibility: String = try row.decode(atIndex: 5)
        guard let visibility = CloneVisibility(rawValue: visibility) else {
            throw StoreError.corrupt("a clone has the visibility \"\(visibility)\"")
        }
        self.init(
            id: try row.decode(atIndex: 0),
            creator: try row.decode(atIndex: 1),
            content: CloneContent(
                name: try row.decode(atIndex: 2),
                description: try row.decode(atIndex: 3),
                basePrompt: try row.decode(atIndex: 4),
                visibility: visibility,
                workspaceID: try row.decode(atIndex: 6)
            ),
            createdAt: try row.decode(atIndex: 7),
            updatedAt: try row.decode(atIndex: 8),
            documents: []
        )
    }
}

extension StoredCloneDocument {
    static func fetchAll(ofClone clone: String, in database: Database) throws -> [StoredCloneDocument] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, clone_id, file_name, failure, processed_at, uploaded_at FROM clone_document
                WHERE clone_id = ? ORDER BY number
                """
        )
        return try Row.fetchAll(statement, arguments: [clone]).map(StoredCloneDocument.init)
    }

    var isFailed: Bool {
        if case .failed = status { true } else { false }
    }

    /// Reads the columns in the order of the query above.
    private init(_ row: Row) throws {
        self.init(
            id: try row.decode(atIndex: 0),
            cloneID: try row.decode(atIndex: 1),
            fileName: try row.decode(atIndex: 2),
            status: try Status(failure: row.decode(atIndex: 3), processedAt: row.decode(atIndex: 4)),
            uploadedAt: try row.decode(atIndex: 5)
        )
    }
}

extension StoredCloneDocument.Status {
    fileprivate init(failure: String?, processedAt: Int64?) throws {
        switch (failure, processedAt) {
        case (let reason?, nil): self = .failed(reason: reason)
        case (nil, let time?): self = .processed(at: time)
        default: throw StoreError.corrupt("a clone's document is neither processed nor failed")
        }
    }
}

extension CloneInteraction {
    /// Oldest first.
    static func fetchAll(withClone clone: String, limit: Int, in database: Database) throws -> [CloneInteraction] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT user_id, clone_id, workspace_id, channel_id, query, context, response, created_at
                FROM clone_interaction WHERE clone_id = ? ORDER BY number LIMIT ?
                """
        )
        return try Row.fetchAll(statement, arguments: [clone, limit]).map { row in
            try CloneInteraction(
                userID: row.decode(atIndex: 0),
                cloneID: row.decode(atIndex: 1),
                workspaceID: row.decode(atIndex: 2),
                channelID: row.decode(atIndex: 3),
                query: row.decode(atIndex: 4),
                context: row.decode(atIndex: 5),
                response: row.decode(atIndex: 6),
                createdAt: row.decode(atIndex: 7)
            )
        }
    }
}
