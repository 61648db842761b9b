extension Schema {
    /// What was given to agents, by whom and when.
    ///
    /// A source as it is now is the document of its name in the agent's collection, with its bytes among the document's
    /// assets; a row here stays when another document takes that one's place.
    static let version6Knowledge = """
        CREATE TABLE knowledge_ingestion (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL,
            agent_id TEXT NOT NULL,
            source_id TEXT NOT NULL CHECK (length(source_id) = 36),
            source_type TEXT NOT NULL CHECK (source_type IN ('file', 'message', 'external')),
            source_name TEXT CHECK (length(source_name) BETWEEN 1 AND 255),
            file_name TEXT CHECK (length(file_name) <= 512),
            media_type TEXT NOT NULL,
            byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            chunk_count INTEGER NOT NULL CHECK (chunk_count >= 0),
            user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
            intelligence TEXT CHECK (intelligence IS NULL
                OR (json_valid(intelligence) AND json_type(intelligence) = 'object')),
            created_at INTEGER NOT NULL,
            FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id) ON DELETE CASCADE,
            CHECK ((source_type = 'file') = (file_name IS NOT NULL)),
            CHECK (source_type = 'message' OR intelligence IS NULL)
        ) STRICT;

        CREATE INDEX knowledge_ingestion_source ON knowledge_ingestion (workspace_id, agent_id, source_id);

        CREATE TRIGGER agent_collection_owner BEFORE INSERT ON collection
        WHEN new.owner_kind = 'agent' AND NOT EXISTS (
            SELECT * FROM agent
            WHERE id = substr(new.owner_identifier, 38) AND workspace_id || ':' || id = new.owner_identifier
        )
        BEGIN
            SELECT RAISE(ABORT, 'there is no agent for the collection');
        END;
        """
}
