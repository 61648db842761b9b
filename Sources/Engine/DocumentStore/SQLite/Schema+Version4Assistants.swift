extension Schema {
    /// Assistants and their teams; the team at position 0 is that of the main unit, the others are those of the support
    /// units.
    ///
    /// The collection of an assistant belongs to its user and has its identifier as the name. It is made with the
    /// assistant, in one transaction, and deleted with it.
    static let version4Assistants = """
        CREATE TABLE assistant (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
            kind TEXT NOT NULL CHECK (kind IN ('general_assistant', 'advanced_assistant')),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 3 AND 100),
            description TEXT NOT NULL CHECK (length(description) BETWEEN 3 AND 5000),
            system_prompt TEXT NOT NULL CHECK (length(system_prompt) BETWEEN 3 AND 5000),
            provider TEXT NOT NULL CHECK (length(provider) BETWEEN 3 AND 50),
            model_name TEXT NOT NULL CHECK (length(model_name) BETWEEN 1 AND 50),
            temperature REAL NOT NULL CHECK (temperature BETWEEN 0 AND 2),
            asks_human INTEGER NOT NULL CHECK (asks_human IN (0, 1)),
            interrupts INTEGER NOT NULL CHECK (interrupts IN (0, 1)),
            mcp_ids TEXT NOT NULL CHECK (json_valid(mcp_ids) AND json_type(mcp_ids) = 'array'),
            extension_ids TEXT NOT NULL CHECK (json_valid(extension_ids) AND json_type(extension_ids) = 'array'),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL CHECK (updated_at >= created_at),
            deleted_at INTEGER CHECK (deleted_at IS NULL OR kind = 'advanced_assistant')
        ) STRICT;

        CREATE UNIQUE INDEX assistant_one_general ON assistant (user_id) WHERE kind = 'general_assistant';
        CREATE INDEX assistant_of_user ON assistant (user_id, created_at) WHERE deleted_at IS NULL;
        CREATE INDEX assistant_age ON assistant (created_at) WHERE deleted_at IS NULL;

        CREATE TRIGGER assistant_fixed BEFORE UPDATE OF number, id, user_id, kind, created_at ON assistant
        BEGIN
            SELECT RAISE(ABORT, 'an assistant stays the one it is, of the kind and the user that it is');
        END;

        CREATE TABLE assistant_team (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            assistant_number INTEGER NOT NULL REFERENCES assistant (number) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position >= 0),
            unit TEXT NOT NULL
                CHECK (unit IN ('chatbot', 'ragbot', 'searchbot', 'sequential', 'hierarchical', 'workflow')),
            UNIQUE (assistant_number, position)
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX assistant_team_unit ON assistant_team (assistant_number, unit) WHERE position > 0;

        CREATE TRIGGER assistant_collection_removal AFTER DELETE ON assistant
        BEGIN
            DELETE FROM collection
            WHERE owner_kind = 'assistant' AND owner_identifier = old.user_id AND name = old.id;
        END;
        """
}
