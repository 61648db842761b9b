extension Schema {
    /// The clones of the Clones API. Times are Unix milliseconds.
    ///
    /// Of a clone's documents there is one truth, the rows of `document`: an entry is processed when it refers to one of
    /// them, else it failed, and triggers write the entry in the transaction that writes the document.
    static let version4Clones = """
        CREATE TABLE clone (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            creator TEXT NOT NULL CHECK (length(creator) BETWEEN 1 AND 256),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
            description TEXT,
            base_prompt TEXT NOT NULL CHECK (base_prompt <> ''),
            visibility TEXT NOT NULL CHECK (visibility IN ('global', 'private')),
            workspace_id TEXT CHECK (length(workspace_id) BETWEEN 1 AND 512),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL CHECK (updated_at >= created_at)
        ) STRICT;

        CREATE INDEX clone_creator ON clone (creator);
        CREATE INDEX clone_workspace ON clone (workspace_id);
        CREATE INDEX clone_visibility ON clone (visibility);

        CREATE TABLE clone_document (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            clone_id TEXT NOT NULL REFERENCES clone (id) ON DELETE CASCADE,
            file_name TEXT NOT NULL CHECK (length(file_name) BETWEEN 1 AND 512),
            document_id INTEGER UNIQUE REFERENCES document (id) ON DELETE CASCADE,
            failure TEXT CHECK (failure <> ''),
            uploaded_at INTEGER NOT NULL,
            processed_at INTEGER,
            CHECK ((document_id IS NULL) = (failure IS NOT NULL)),
            CHECK ((document_id IS NULL) = (processed_at IS NULL))
        ) STRICT;

        CREATE UNIQUE INDEX clone_document_name ON clone_document (clone_id, file_name, document_id IS NULL);

        CREATE TABLE clone_interaction (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            clone_id TEXT NOT NULL REFERENCES clone (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
            workspace_id TEXT,
            channel_id TEXT,
            query TEXT NOT NULL,
            context TEXT CHECK (context IS NULL OR (json_valid(context) AND json_type(context) = 'object')),
            response TEXT NOT NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX clone_interaction_clone ON clone_interaction (clone_id);

        CREATE TRIGGER clone_collection_removal AFTER DELETE ON clone
        BEGIN
            DELETE FROM collection WHERE owner_kind = 'clone' AND owner_identifier = old.id;
        END;

        CREATE TRIGGER clone_collection_owner BEFORE INSERT ON collection
        WHEN new.owner_kind = 'clone' AND NOT EXISTS (SELECT * FROM clone WHERE id = new.owner_identifier)
        BEGIN
            SELECT RAISE(ABORT, 'there is no clone for the collection');
        END;

        CREATE TRIGGER clone_document_insertion AFTER INSERT ON document
        WHEN (SELECT owner_kind FROM collection WHERE id = new.collection_id) = 'clone'
        BEGIN
            SELECT RAISE(ABORT, 'a clone''s collection holds only documents that are ready')
            WHERE new.status <> 'ready';
            UPDATE clone_document
            SET document_id = new.id, failure = NULL, uploaded_at = 1000 * new.uploaded_at,
                processed_at = \(now)
            WHERE clone_id = (SELECT owner_identifier FROM collection WHERE id = new.collection_id)
                AND file_name = new.name AND document_id IS NULL;
            INSERT INTO clone_document (id, clone_id, file_name, document_id, uploaded_at, processed_at)
            SELECT \(randomUUID), owner_identifier, new.name, new.id, 1000 * new.uploaded_at, \(now)
            FROM collection
            WHERE id = new.collection_id AND NOT EXISTS (SELECT * FROM clone_document WHERE document_id = new.id);
        END;

        CREATE TRIGGER clone_document_replacement AFTER UPDATE ON document
        WHEN (SELECT owner_kind FROM collection WHERE id = new.collection_id) = 'clone'
        BEGIN
            SELECT RAISE(ABORT, 'a clone''s collection holds only documents that are ready')
            WHERE new.status <> 'ready' OR new.name <> old.name OR new.collection_id <> old.collection_id;
            UPDATE clone_document SET uploaded_at = 1000 * new.uploaded_at, processed_at = \(now)
            WHERE document_id = new.id;
            DELETE FROM clone_document
            WHERE clone_id = (SELECT owner_identifier FROM collection WHERE id = new.collection_id)
                AND file_name = new.name AND document_id IS NULL;
        END;
        """

    /// The present time in Unix milliseconds, as an expression; the same throughout a statement.
    private static let now = "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"

    /// A random UUID (RFC 9562, section 5.4) in lower case, as an expression.
    private static let randomUUID = """
        lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-'
            || substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))
        """
}
