import Foundation
import GRDB

extension SQLiteStore: KnowledgeStore {
    package func openKnowledge(
        ofAgent agent: String,
        inWorkspace workspace: String,
        model: EmbeddingModelIdentity
    ) throws(StoreError) -> (any CollectionHandle)? {
        let opened = try read("open the agent's knowledge") { database in
            try Self.agent(agent, inWorkspace: workspace, in: database).flatMap { agent in
                try collection(named: StoredAgent.collectionName, owner: agent.owner, in: database)
            }
        }
        if let opened { return opened }
        return try write("make the agent's knowledge") { database in
            guard let agent = try Self.agent(agent, inWorkspace: workspace, in: database) else { return nil }
            let name = StoredAgent.collectionName
            if let existing = try collection(named: name, owner: agent.owner, in: database) { return existing }
            let description = CollectionDescription(name: name, owner: agent.owner, model: model)
            let id = try Self.insertCollection(description, in: database)
            return SQLiteCollection(store: self, id: id, description: description)
        }
    }

    package func ingestions(
        ofAgent agent: String,
        inWorkspace workspace: String,
        source: String?
    ) throws(StoreError) -> [StoredIngestion] {
        try read("list what the agent was given") { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT id, workspace_id, agent_id, source_id, source_type, source_name, file_name, media_type,
                            byte_count, sha256, chunk_count, user_id, intelligence, created_at
                        FROM knowledge_ingestion
                        WHERE workspace_id = ? AND agent_id = ? AND (? IS NULL OR source_id = ?) ORDER BY id
                        """
                ),
                arguments: [workspace, agent, source, source]
            )
            return try rows.map(StoredIngestion.init)
        }
    }
}

extension CollectionWriter {
    /// Writes down who gave a document to an agent.
    func record(_ ingestion: NewIngestion, of upload: PreparedUpload) throws {
        let document = upload.document
        try execute(
            """
            INSERT INTO knowledge_ingestion (workspace_id, agent_id, source_id, source_type, source_name, file_name,
                media_type, byte_count, sha256, chunk_count, user_id, intelligence, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                ingestion.workspaceID, ingestion.agentID, document.name, ingestion.sourceType.rawValue,
                ingestion.sourceName, ingestion.fileName, document.mediaType, document.byteCount,
                Data(document.sha256), upload.chunks.count, ingestion.userID,
                try ingestion.intelligence.map(IntelligenceText.encode), document.uploadedAt,
            ]
        )
    }
}

extension StoredIngestion {
    /// Reads the columns in the order of the query above.
    fileprivate init(_ row: Row) throws {
        let type: String = try row.decode(atIndex: 4)
        guard let sourceType = KnowledgeSourceType(rawValue: type) else {
            throw StoreError.corrupt("an agent was given a source of the type \"\(type)\"")
        }
        let digest: Data = try row.decode(atIndex: 9)
        let intelligence: String? = try row.decode(atIndex: 12)
        self.init(
            id: try row.decode(atIndex: 0),
            ingestion: NewIngestion(
                workspaceID: try row.decode(atIndex: 1),
                agentID: try row.decode(atIndex: 2),
                sourceType: sourceType,
                sourceName: try row.decode(atIndex: 5),
                fileName: try row.decode(atIndex: 6),
                userID: try row.decode(atIndex: 11),
                intelligence: try intelligence.map(IntelligenceText.decode)
            ),
            sourceID: try row.decode(atIndex: 3),
            mediaType: try row.decode(atIndex: 7),
            byteCount: try row.decode(atIndex: 8),
            sha256: Array(digest),
            chunkCount: try row.decode(atIndex: 10),
            createdAt: try row.decode(atIndex: 13)
        )
    }
}

/// The stored form of what a message says: a JSON object.
private enum IntelligenceText {
    private struct Members: Codable {
        var topic: String
        var intent: String
        var sentiment: String
        var entities: [String]
    }

    static func encode(_ intelligence: MessageIntelligence) throws -> String {
        let members = Members(
            topic: intelligence.topic,
            intent: intelligence.intent,
            sentiment: intelligence.sentiment.rawValue,
            entities: intelligence.entities
        )
        return String(decoding: try JSONEncoder().encode(members), as: UTF8.self)
    }

    static func decode(_ text: String) throws -> MessageIntelligence {
        guard let members = try? JSONDecoder().decode(Members.self, from: Data(text.utf8)),
            let sentiment = MessageIntelligence.Sentiment(rawValue: members.sentiment)
        else { throw StoreError.corrupt("what a source says is not as it was written") }
        return MessageIntelligence(
            topic: members.topic,
            intent: members.intent,
            sentiment: sentiment,
            entities: members.entities
        )
    }
}
