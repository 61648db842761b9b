import GRDB

extension SQLiteStore: CloneStore {
    package func createClone(_ clone: NewClone) throws(StoreError) -> StoredClone {
        try write("create the clone") { database in
            try Validation.text(clone.id, "the clone's identifier", lengths: 36...36)
            try Validation.text(clone.creator, "the user's name", lengths: 1...256)
            try Validation.content(clone.content)
            let stored = StoredClone(
                id: clone.id,
                creator: clone.creator,
                content: clone.content,
                createdAt: clone.now,
                updatedAt: clone.now,
                documents: []
            )
            try Self.insert(stored, in: database)
            let collection = CollectionDescription(
                name: StoredClone.collectionName,
                owner: stored.owner,
                model: clone.embeddingModel
            )
            _ = try Self.insertCollection(collection, in: database)
            return stored
        }
    }

    package func clone(
        _ id: String,
        for use: CloneUse,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<StoredClone> {
        try read("look up the clone") { try Self.clone(id, for: use, by: user, in: $0) }
    }

    package func clones(
        inWorkspace workspace: String?,
        visibleTo user: CloneUser
    ) throws(StoreError) -> [StoredClone] {
        try read("list the clones") { database in
            let clones = try StoredClone.fetchAll(
                where: """
                    visibility = 'global' OR (creator = ? AND ? IS NULL) OR (workspace_id = ? AND (creator = ? OR ?))
                    ORDER BY number DESC
                    """,
                [user.id, workspace, workspace, user.id, workspace.map(user.workspaces.contains) ?? false],
                in: database
            )
            return try clones.map { try $0.withDocuments(in: database) }
        }
    }

    package func updateClone(
        _ id: String,
        by user: CloneUser,
        now: Int64,
        _ change: CloneChange
    ) throws(StoreError) -> CloneAccess<StoredClone> {
        try write("update the clone") { database in
            try Self.clone(id, for: .changing, by: user, in: database).map { clone in
                var clone = clone
                clone.content = change.applied(to: clone.content)
                clone.updatedAt = max(now, clone.updatedAt + 1)
                try Validation.content(clone.content)
                try Self.update(clone, in: database)
                return clone
            }
        }
    }

    package func deleteClone(_ id: String, by user: CloneUser) throws(StoreError) -> CloneAccess<StoredClone> {
        try write("delete the clone") { database in
            try Self.clone(id, for: .changing, by: user, in: database).map { clone in
                try database.execute(sql: "DELETE FROM clone WHERE id = ?", arguments: [id])
                return clone
            }
        }
    }

    package func openDocuments(
        ofClone id: String,
        for use: CloneUse,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<OpenedClone> {
        try read("open the clone's documents") { database in
            try Self.clone(id, for: use, by: user, in: database).map { clone in
                let name = StoredClone.collectionName
                guard let documents = try self.collection(named: name, owner: clone.owner, in: database) else {
                    throw StoreError.corrupt("a clone has no collection")
                }
                return OpenedClone(clone: clone, documents: documents)
            }
        }
    }

    package func recordFailure(
        _ failure: CloneDocumentFailure,
        ofClone id: String,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<StoredCloneDocument> {
        try write("record the failure") { database in
            try Validation.text(failure.fileName, "the document's name", lengths: 1...512)
            try Validation.text(failure.reason, "the reason of the failure", lengths: 1...Int.max)
            return try Self.clone(id, for: .changing, by: user, in: database).map { _ in
                try database.execute(
                    sql: """
                        INSERT INTO clone_document (id, clone_id, file_name, failure, uploaded_at) VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (clone_id, file_name, document_id IS NULL) DO UPDATE
                        SET failure = excluded.failure, uploaded_at = excluded.uploaded_at
                        """,
                    arguments: [failure.id, id, failure.fileName, failure.reason, failure.uploadedAt]
                )
                let failed = try StoredCloneDocument.fetchAll(ofClone: id, in: database)
                    .first { $0.fileName == failure.fileName && $0.isFailed }
                guard let failed else { throw StoreError.corrupt("a failure that was recorded is not there") }
                return failed
            }
        }
    }

    package func settleDocument(
        named fileName: String,
        ofClone id: String,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<StoredCloneDocument?> {
        try write("look up the document") { database in
            try Self.clone(id, for: .changing, by: user, in: database).map { clone in
                let processed = clone.documents.first { $0.fileName == fileName && !$0.isFailed }
                if processed != nil {
                    try database.execute(
                        sql: "DELETE FROM clone_document WHERE clone_id = ? AND file_name = ? AND document_id IS NULL",
                        arguments: [id, fileName]
                    )
                }
                return processed
            }
        }
    }

    package func recordInteraction(
        _ interaction: CloneInteraction,
        by user: CloneUser
    ) throws(StoreError) -> CloneAccess<Void> {
        try write("log the answer") { database in
            try Validation.interaction(interaction)
            return try Self.clone(interaction.cloneID, for: .reading, by: user, in: database).map { _ in
                try database.execute(
                    sql: """
                        INSERT INTO clone_interaction
                            (clone_id, user_id, workspace_id, channel_id, query, context, response, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        interaction.cloneID, interaction.userID, interaction.workspaceID, interaction.channelID,
                        interaction.query, interaction.context, interaction.response, interaction.createdAt,
                    ]
                )
            }
        }
    }

    package func interactions(
        withClone id: String,
        by user: CloneUser,
        limit: Int
    ) throws(StoreError) -> CloneAccess<[CloneInteraction]> {
        try read("read the log") { database in
            try Self.clone(id, for: .changing, by: user, in: database).map { _ in
                try CloneInteraction.fetchAll(withClone: id, limit: max(0, limit), in: database)
            }
        }
    }
}

extension SQLiteStore {
    /// The clone with its documents, when the user may use it so.
    private static func clone(
        _ id: String,
        for use: CloneUse,
        by user: CloneUser,
        in database: Database
    ) throws -> CloneAccess<StoredClone> {
        // SQLite would compare no further than to a NUL character.
        guard id.utf8.count == 36,
            let clone = try StoredClone.fetchAll(where: "id = ?", [id], in: database).first
        else { return .missing }
        guard clone.admits(user, for: use) else { return .refused }
        return .granted(try clone.withDocuments(in: database))
    }

    private static func insert(_ clone: StoredClone, in database: Database) throws {
        do {
            try database.execute(
                sql: """
                    INSERT INTO clone (id, creator, name, description, base_prompt, visibility, workspace_id,
                        created_at, updated_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    clone.id, clone.creator, clone.content.name, clone.content.description, clone.content.basePrompt,
                    clone.content.visibility.rawValue, clone.content.workspaceID, clone.createdAt, clone.updatedAt,
                ]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            let message = "there is a clone of that identifier already"
            throw StoreError(code: .alreadyExists, message: message, cause: error)
        }
    }

    private static func update(_ clone: StoredClone, in database: Database) throws {
        try database.execute(
            sql: """
                UPDATE clone SET name = ?, description = ?, base_prompt = ?, visibility = ?, workspace_id = ?,
                    updated_at = ?
                WHERE id = ?
                """,
            arguments: [
                clone.content.name, clone.content.description, clone.content.basePrompt,
                clone.content.visibility.rawValue, clone.content.workspaceID, clone.updatedAt, clone.id,
            ]
        )
    }
}

extension StoredClone {
    fileprivate func admits(_ user: CloneUser, for use: CloneUse) -> Bool {
        if creator == user.id { return true }
        guard case .reading = use else { return false }
        return content.visibility == .global || content.workspaceID.map(user.workspaces.contains) ?? false
    }
}

extension Validation {
    fileprivate static func content(_ content: CloneContent) throws {
        try text(content.name, "the clone's name", lengths: 1...255)
        try noNUL(content.description ?? "", "the clone's description")
        try text(content.basePrompt, "the clone's base prompt", lengths: 1...Int.max)
        if let workspaceID = content.workspaceID {
            try text(workspaceID, "the workspace's identifier", lengths: 1...512)
        }
    }

    fileprivate static func interaction(_ interaction: CloneInteraction) throws {
        try text(interaction.userID, "the user's name", lengths: 1...256)
        try noNUL(interaction.workspaceID ?? "", "the workspace's identifier")
        try noNUL(interaction.channelID ?? "", "the channel's identifier")
        try noNUL(interaction.query, "the question")
        try noNUL(interaction.context ?? "", "the context")
        try noNUL(interaction.response, "the answer")
    }
}
