extension Schema {
    /// Work that outlives a request, and its items.
    ///
    /// Times are milliseconds since 1970. `lease` is a random text of whoever took the job last; who does not know it changes
    /// nothing. `attempt_count` counts since an item was finished last. The counters are sums over the items; `cut_chunk_count`
    /// and `encoded_chunk_count` are what the holder said last. An item's `interruption_count` is how often its holder was lost.
    static let version9Jobs = """
        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL CHECK (kind IN ('ingest', 'compaction')),
            state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
            owner_kind TEXT,
            owner_identifier TEXT,
            collection_name TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            finished_at INTEGER,
            attempt_count INTEGER NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
            next_attempt_at INTEGER NOT NULL,
            holder TEXT,
            lease TEXT,
            lease_end INTEGER,
            is_cancelling INTEGER NOT NULL DEFAULT 0 CHECK (is_cancelling IN (0, 1)),
            failure TEXT CHECK (failure <> ''),
            item_count INTEGER NOT NULL DEFAULT 0 CHECK (item_count >= 0),
            finished_item_count INTEGER NOT NULL DEFAULT 0 CHECK (finished_item_count BETWEEN 0 AND item_count),
            failed_item_count INTEGER NOT NULL DEFAULT 0 CHECK (failed_item_count BETWEEN 0 AND finished_item_count),
            byte_count INTEGER NOT NULL DEFAULT 0 CHECK (byte_count >= 0),
            finished_byte_count INTEGER NOT NULL DEFAULT 0 CHECK (finished_byte_count BETWEEN 0 AND byte_count),
            chunk_count INTEGER NOT NULL DEFAULT 0 CHECK (chunk_count >= 0),
            cut_chunk_count INTEGER NOT NULL DEFAULT 0 CHECK (cut_chunk_count >= 0),
            encoded_chunk_count INTEGER NOT NULL DEFAULT 0 CHECK (encoded_chunk_count >= 0),
            attempt_start INTEGER,
            byte_count_at_start INTEGER NOT NULL DEFAULT 0,
            CHECK ((state = 'running') = (lease IS NOT NULL)),
            CHECK ((lease IS NULL) = (holder IS NULL) AND (lease IS NULL) = (lease_end IS NULL)),
            CHECK ((state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
            CHECK (state <> 'failed' OR failure IS NOT NULL),
            CHECK (state = 'running' OR is_cancelling = 0),
            CHECK ((kind = 'ingest') = (collection_name IS NOT NULL)),
            CHECK ((owner_kind IS NULL) = (collection_name IS NULL)),
            CHECK ((owner_identifier IS NULL) = (collection_name IS NULL))
        ) STRICT;

        CREATE INDEX job_waiting ON job (next_attempt_at, id) WHERE state IN ('queued', 'running');
        CREATE INDEX job_finished ON job (finished_at, id) WHERE finished_at IS NOT NULL;
        CREATE UNIQUE INDEX job_one_compaction ON job (kind) WHERE kind = 'compaction' AND finished_at IS NULL;

        CREATE TABLE job_item (
            job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            number INTEGER NOT NULL CHECK (number >= 0),
            path TEXT NOT NULL,
            name TEXT NOT NULL,
            byte_count INTEGER NOT NULL CHECK (byte_count >= 0),
            state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
            attempt_count INTEGER NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
            interruption_count INTEGER NOT NULL DEFAULT 0 CHECK (interruption_count >= 0),
            outcome TEXT CHECK (outcome <> ''),
            failure TEXT CHECK (failure <> ''),
            sha256 BLOB CHECK (length(sha256) = 32),
            chunk_count INTEGER NOT NULL DEFAULT 0 CHECK (chunk_count >= 0),
            token_count INTEGER NOT NULL DEFAULT 0 CHECK (token_count >= 0),
            PRIMARY KEY (job_id, number),
            CHECK ((state = 'done') = (outcome IS NOT NULL)),
            CHECK ((state = 'failed') = (failure IS NOT NULL)),
            CHECK (state <> 'running' OR attempt_count > 0)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX job_item_running ON job_item (job_id) WHERE state = 'running';
        """
}
