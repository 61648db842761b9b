extension Schema {
    /// The sessions of the Chat API. Times are Unix microseconds.
    ///
    /// The collection of a session's files comes and goes with it: none can be made without the session.
    static let version4Sessions = """
        CREATE TABLE chat_session (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            user_number INTEGER NOT NULL CHECK (user_number >= 1),
            application_id INTEGER,
            model TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 128),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 512),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL CHECK (updated_at >= created_at)
        ) STRICT;

        CREATE INDEX chat_session_order ON chat_session (user_number, updated_at, id);

        CREATE TABLE chat_session_message (
            session_id INTEGER NOT NULL REFERENCES chat_session (id) ON DELETE CASCADE,
            position INTEGER NOT NULL CHECK (position BETWEEN 0 AND 9999),
            role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant', 'tool', 'developer')),
            content TEXT NOT NULL,
            UNIQUE (session_id, position)
        ) STRICT;

        CREATE TRIGGER chat_session_collection_removal AFTER DELETE ON chat_session
        BEGIN
            DELETE FROM collection WHERE owner_kind = 'session' AND owner_identifier = CAST(old.id AS TEXT);
        END;

        CREATE TRIGGER chat_session_collection_owner BEFORE INSERT ON collection
        WHEN new.owner_kind = 'session'
            AND NOT EXISTS (SELECT * FROM chat_session WHERE id = CAST(new.owner_identifier AS INTEGER))
        BEGIN
            SELECT RAISE(ABORT, 'there is no session for the collection');
        END;
        """
}
