extension Schema {
    /// Files that belong to documents.
    static let version3Assets = """
        CREATE TABLE document_asset (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES document (id) ON DELETE CASCADE,
            uuid TEXT NOT NULL CHECK (length(uuid) BETWEEN 1 AND 128),
            media_type TEXT NOT NULL,
            description TEXT NOT NULL,
            data BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            UNIQUE (document_id, uuid)
        ) STRICT;

        CREATE INDEX document_asset_uuid ON document_asset (uuid);
        """
}
