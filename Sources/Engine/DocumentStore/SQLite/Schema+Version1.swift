extension Schema {
    /// Collections, documents and chunks.
    ///
    /// `next_chunk` is the number of the next chunk, `chunk_count` and `term_count` are sums over the rows of
    /// `chunk` and `chunk_text`. `change_token` counts the changes, of which `collection_change` remembers the last.
    static let version1Collections = """
        CREATE TABLE collection (
            id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id BETWEEN 1 AND 2147483647),
            owner_kind TEXT NOT NULL CHECK (length(owner_kind) BETWEEN 1 AND 32),
            owner_identifier TEXT NOT NULL CHECK (length(owner_identifier) <= 512),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 512),
            model_name TEXT NOT NULL CHECK (length(model_name) BETWEEN 1 AND 512),
            dimension INTEGER NOT NULL CHECK (dimension BETWEEN 1 AND 65536),
            next_chunk INTEGER NOT NULL DEFAULT 1 CHECK (next_chunk BETWEEN 1 AND 4294967296),
            chunk_count INTEGER NOT NULL DEFAULT 0 CHECK (chunk_count >= 0),
            term_count INTEGER NOT NULL DEFAULT 0 CHECK (term_count >= 0),
            change_token INTEGER NOT NULL DEFAULT 0 CHECK (change_token >= 0),
            UNIQUE (owner_kind, owner_identifier, name)
        ) STRICT;

        CREATE TABLE document (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            collection_id INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 512),
            media_type TEXT NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
            title TEXT,
            metadata TEXT NOT NULL CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
            page_count INTEGER CHECK (page_count >= 0),
            chunk_count INTEGER NOT NULL CHECK (chunk_count >= 0),
            token_count INTEGER NOT NULL CHECK (token_count >= 0),
            status TEXT NOT NULL CHECK (status IN ('pending', 'processing', 'ready', 'failed')),
            failure TEXT CHECK (failure <> ''),
            uploaded_at INTEGER NOT NULL,
            UNIQUE (collection_id, name),
            UNIQUE (collection_id, id),
            CHECK ((status = 'failed') = (failure IS NOT NULL)),
            CHECK (status = 'ready' OR chunk_count = 0)
        ) STRICT;

        CREATE TABLE document_text (
            document_id INTEGER PRIMARY KEY REFERENCES document (id) ON DELETE CASCADE,
            text TEXT NOT NULL
        ) STRICT;

        CREATE TABLE chunk (
            id INTEGER PRIMARY KEY CHECK (id >> 32 = collection_id AND id & 4294967295 > 0),
            collection_id INTEGER NOT NULL,
            document_id INTEGER NOT NULL,
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
            utf8_start INTEGER NOT NULL CHECK (utf8_start >= 0),
            utf8_end INTEGER NOT NULL CHECK (utf8_end >= utf8_start),
            scalar_start INTEGER NOT NULL CHECK (scalar_start BETWEEN 0 AND utf8_start),
            scalar_end INTEGER NOT NULL CHECK (scalar_end BETWEEN scalar_start AND utf8_end),
            page INTEGER CHECK (page >= 1),
            heading_path TEXT NOT NULL CHECK (json_valid(heading_path) AND json_type(heading_path) = 'array'),
            metadata TEXT NOT NULL CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
            token_count INTEGER NOT NULL CHECK (token_count >= 0),
            window_text TEXT,
            text TEXT NOT NULL,
            UNIQUE (document_id, ordinal),
            FOREIGN KEY (collection_id, document_id) REFERENCES document (collection_id, id) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE collection_change (
            collection_id INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
            token INTEGER NOT NULL CHECK (token > 0),
            removed_first INTEGER,
            removed_last INTEGER,
            inserted_first INTEGER,
            inserted_last INTEGER,
            PRIMARY KEY (collection_id, token),
            CHECK (removed_first <= removed_last AND (removed_first IS NULL) = (removed_last IS NULL)),
            CHECK (inserted_first <= inserted_last AND (inserted_first IS NULL) = (inserted_last IS NULL))
        ) STRICT, WITHOUT ROWID;
        """

    /// What is searched: vectors (float32, little-endian) and the full-text index.
    ///
    /// A subquery cannot stand in a CHECK, so triggers hold the dimension and the full-text rows to their chunks.
    static let version1Index = """
        CREATE TABLE chunk_vector (
            chunk_id INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
            vector BLOB NOT NULL
        ) STRICT;

        CREATE TRIGGER chunk_vector_dimension BEFORE INSERT ON chunk_vector
        WHEN length(new.vector) IS NOT 4 * (SELECT dimension FROM collection WHERE id = new.chunk_id >> 32)
        BEGIN
            SELECT RAISE(ABORT, 'the vector does not have the dimension of its collection');
        END;

        CREATE TRIGGER chunk_vector_fixed BEFORE UPDATE ON chunk_vector
        BEGIN
            SELECT RAISE(ABORT, 'a vector cannot be changed, only replaced with its chunk');
        END;

        CREATE VIRTUAL TABLE chunk_text
        USING fts5 (title, body, tokenize = 'porter unicode61 remove_diacritics 2');

        CREATE TRIGGER chunk_text_removal AFTER DELETE ON chunk
        BEGIN
            DELETE FROM chunk_text WHERE rowid = old.id;
        END;
        """

    /// Bots, keys, chats and settings.
    static let version1ServerState = """
        CREATE TABLE bot (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
            folded_name TEXT NOT NULL COLLATE NOCASE UNIQUE,
            created_at INTEGER NOT NULL,
            parameters TEXT NOT NULL CHECK (json_valid(parameters) AND json_type(parameters) = 'object'),
            language_model_id INTEGER NOT NULL,
            embedding_model_id INTEGER NOT NULL,
            rerank_model_id INTEGER NOT NULL
        ) STRICT;

        CREATE TRIGGER bot_collection_removal AFTER DELETE ON bot
        BEGIN
            DELETE FROM collection WHERE owner_kind = 'bot' AND owner_identifier = CAST(old.id AS TEXT);
        END;

        CREATE TABLE api_key (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            kind TEXT NOT NULL CHECK (kind IN ('master', 'bot')),
            bot_id INTEGER UNIQUE REFERENCES bot (id) ON DELETE CASCADE,
            created_at INTEGER NOT NULL,
            CHECK ((kind = 'bot') = (bot_id IS NOT NULL))
        ) STRICT;

        CREATE UNIQUE INDEX api_key_one_master ON api_key (kind) WHERE kind = 'master';

        CREATE TABLE chat (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 128),
            key_id INTEGER REFERENCES api_key (id) ON DELETE SET NULL,
            started_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX chat_key ON chat (key_id);
        CREATE INDEX chat_expiry ON chat (expires_at);

        CREATE TABLE chat_message (
            chat_id TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            message TEXT NOT NULL CHECK (json_valid(message) AND json_type(message) = 'object'),
            UNIQUE (chat_id, position)
        ) STRICT;

        CREATE TABLE setting (
            name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 128),
            value BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
