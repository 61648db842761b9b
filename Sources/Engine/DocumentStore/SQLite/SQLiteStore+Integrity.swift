import GRDB

extension SQLiteStore: IntegrityChecking {
    package func integrityProblems() throws(StoreError) -> [String] {
        do {
            let problems = try inspect("check the store") { database in
                try Self.fileProblems(in: database)
                    + (IntegrityCheck.all + IntegrityCheck.channels + IntegrityCheck.jobs).flatMap {
                        try $0.problems(in: database)
                    }
                    + Self.lengthProblems(in: database)
            }
            return try problems + fullTextProblems()
        } catch let error where error.code == .corruptData {
            return [error.message]
        }
    }

    private static func fileProblems(in database: Database) throws -> [String] {
        let file = try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
        let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").prefix(20).map { row in
            let table: String = try row.decode(atIndex: 0)
            let parent: String = try row.decode(atIndex: 2)
            return "a row of \(table) refers to a \(parent) that is not there"
        }
        return file + references
    }

    private static func lengthProblems(in database: Database) throws -> [String] {
        let collections = try Row.fetchAll(database, sql: "SELECT id, term_count FROM collection")
        let wrong = try collections.filter { row in
            let range = try ChunkIdentifier.range(ofCollection: row.decode(atIndex: 0))
            return try LexicalLength.sum(of: range, in: database) != row.decode(Int64.self, atIndex: 1)
        }
        return wrong.isEmpty ? [] : ["\(wrong.count) collections whose full-text terms are not those counted"]
    }

    /// Compares the index of terms with the texts it was made from.
    private func fullTextProblems() throws(StoreError) -> [String] {
        do {
            try write("check the full-text index") { database in
                try database.execute(sql: "INSERT INTO chunk_text (chunk_text) VALUES ('integrity-check')")
            }
            return []
        } catch let error where error.code == .corruptData {
            return ["the full-text index does not agree with its texts"]
        }
    }
}

/// One invariant: a query that finds the rows that break it.
struct IntegrityCheck {
    /// What is wrong with each row found, after its number.
    let complaint: String
    /// Gives the number of rows that break the invariant.
    let query: String

    func problems(in database: Database) throws -> [String] {
        let count = try Int.fetchOne(database, sql: query) ?? 0
        return count == 0 ? [] : ["\(count) \(complaint)"]
    }

    static let all = [
        IntegrityCheck(
            complaint: "chunks without a vector",
            query: "SELECT count(*) FROM chunk WHERE id NOT IN (SELECT chunk_id FROM chunk_vector)"
        ),
        IntegrityCheck(
            complaint: "vectors that do not have their collection's dimension",
            query: """
                SELECT count(*) FROM chunk_vector LEFT JOIN collection ON collection.id = chunk_id >> 32
                WHERE length(vector) IS NOT 4 * dimension
                """
        ),
        IntegrityCheck(
            complaint: "chunks whose token codes are not whole",
            query: """
                SELECT count(*) FROM chunk_token_code
                WHERE length(codes) = 0 OR (length(codes) % ((dimension + 7) / 8)) IS NOT 0
                """
        ),
        IntegrityCheck(
            complaint: "collections whose token codes have different dimensions",
            query: """
                SELECT count(*) FROM (SELECT 1 FROM chunk_token_code
                    GROUP BY chunk_id >> 32 HAVING min(dimension) <> max(dimension))
                """
        ),
        IntegrityCheck(
            complaint: "chunks without a full-text row",
            query: "SELECT count(*) FROM chunk WHERE id NOT IN (SELECT rowid FROM chunk_text)"
        ),
        IntegrityCheck(
            complaint: "full-text rows without a chunk",
            query: "SELECT count(*) FROM chunk_text WHERE rowid NOT IN (SELECT id FROM chunk)"
        ),
        IntegrityCheck(
            complaint: "ready documents without a text",
            query: """
                SELECT count(*) FROM document
                WHERE status = 'ready' AND id NOT IN (SELECT document_id FROM document_text)
                """
        ),
        IntegrityCheck(
            complaint: "documents whose chunks are not those counted",
            query: """
                SELECT count(*) FROM document
                WHERE chunk_count <> (SELECT count(*) FROM chunk WHERE document_id = document.id)
                """
        ),
        IntegrityCheck(
            complaint: "collections whose chunks are not those counted",
            query: """
                SELECT count(*) FROM collection WHERE chunk_count <>
                    (SELECT count(*) FROM chunk WHERE chunk.id BETWEEN collection.id << 32
                        AND collection.id << 32 | 4294967295)
                """
        ),
        IntegrityCheck(
            complaint: "collections that would give a chunk identifier twice",
            query: """
                SELECT count(*) FROM collection WHERE next_chunk <=
                    (SELECT coalesce(max(chunk.id) & 4294967295, 0) FROM chunk
                     WHERE chunk.id BETWEEN collection.id << 32 AND collection.id << 32 | 4294967295)
                """
        ),
        IntegrityCheck(
            complaint: "bots without their two collections or their key",
            query: """
                SELECT count(*) FROM bot
                WHERE (SELECT count(*) FROM collection
                       WHERE owner_kind = 'bot' AND owner_identifier = CAST(bot.id AS TEXT)) <> 2
                    OR NOT EXISTS (SELECT * FROM api_key WHERE bot_id = bot.id)
                """
        ),
        IntegrityCheck(
            complaint: "workspaces whose credits are not those granted less those used",
            query: """
                SELECT count(*) FROM workspace WHERE credits <> granted -
                    (SELECT coalesce(sum(usage_event.credits), 0) FROM usage_event
                     WHERE workspace_id = workspace.id AND state <> 'refunded')
                """
        ),
        IntegrityCheck(
            complaint: "messages that are not of the workspace, agent and channel of their conversation",
            query: """
                SELECT count(*) FROM conversation_message AS m JOIN conversation AS c ON c.id = conversation_id
                WHERE (m.workspace_id, m.agent_id, m.channel) <> (c.workspace_id, c.agent_id, c.channel)
                """
        ),
        IntegrityCheck(
            complaint: "collections of agents that are not there",
            query: """
                SELECT count(*) FROM collection WHERE owner_kind = 'agent'
                    AND owner_identifier NOT IN (SELECT workspace_id || ':' || id FROM agent)
                """
        ),
        IntegrityCheck(
            complaint: "sources of agents that are not those that were given last",
            query: """
                SELECT count(*) FROM knowledge_ingestion AS i
                JOIN collection AS c ON owner_kind = 'agent' AND owner_identifier = workspace_id || ':' || agent_id
                JOIN document AS d ON d.collection_id = c.id AND d.name = source_id
                WHERE d.sha256 <> i.sha256 AND i.id = (SELECT max(id) FROM knowledge_ingestion AS last
                    WHERE (last.workspace_id, last.agent_id, last.source_id)
                        = (i.workspace_id, i.agent_id, i.source_id))
                """
        ),
        IntegrityCheck(
            complaint: "assistants without their collection or their main team",
            query: """
                SELECT count(*) FROM assistant
                WHERE NOT EXISTS (SELECT * FROM collection
                        WHERE owner_kind = 'assistant' AND owner_identifier = user_id AND collection.name = assistant.id)
                    OR NOT EXISTS (SELECT * FROM assistant_team WHERE assistant_number = number AND position = 0)
                """
        ),
        IntegrityCheck(
            complaint: "collections of assistants that are not there",
            query: """
                SELECT count(*) FROM collection
                WHERE owner_kind = 'assistant' AND NOT EXISTS (SELECT * FROM assistant
                    WHERE id = collection.name AND user_id = owner_identifier)
                """
        ),
        IntegrityCheck(
            complaint: "collections of sessions that are not there",
            query: """
                SELECT count(*) FROM collection WHERE owner_kind = 'session'
                    AND owner_identifier NOT IN (SELECT CAST(id AS TEXT) FROM chat_session)
                """
        ),
        IntegrityCheck(
            complaint: "sessions whose messages are not numbered one by one",
            query: """
                SELECT count(*) FROM (SELECT 1 FROM chat_session_message
                    GROUP BY session_id HAVING count(*) <> max(position) + 1)
                """
        ),
        IntegrityCheck(
            complaint: "clones without their collection",
            query: """
                SELECT count(*) FROM clone
                WHERE (SELECT count(*) FROM collection WHERE owner_kind = 'clone' AND owner_identifier = clone.id) <> 1
                """
        ),
        IntegrityCheck(
            complaint: "collections of clones that are not there",
            query: """
                SELECT count(*) FROM collection
                WHERE owner_kind = 'clone' AND owner_identifier NOT IN (SELECT id FROM clone)
                """
        ),
        IntegrityCheck(
            complaint: "documents in collections of clones that the clone does not list",
            query: """
                SELECT count(*) FROM document JOIN collection ON collection.id = collection_id
                WHERE owner_kind = 'clone' AND NOT EXISTS (
                    SELECT * FROM clone_document
                    WHERE document_id = document.id AND clone_id = owner_identifier AND file_name = document.name
                )
                """
        ),
        IntegrityCheck(
            complaint: "documents that a clone lists as processed and that are not in its collection, ready",
            query: """
                SELECT count(*) FROM clone_document WHERE document_id IS NOT NULL AND NOT EXISTS (
                    SELECT * FROM document JOIN collection ON collection.id = collection_id
                    WHERE document.id = document_id AND status = 'ready' AND owner_kind = 'clone'
                        AND owner_identifier = clone_id
                )
                """
        ),
    ]
}
