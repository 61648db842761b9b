extension Schema {
    /// Workspaces, who belongs to them, their agents and what they may spend.
    ///
    /// `credits` is what is left of `granted`: a usage event that is reserved or settled has taken its credits, one that is
    /// refunded has given them back.
    static let version5Workspaces = """
        CREATE TABLE workspace (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
            granted INTEGER NOT NULL DEFAULT 0 CHECK (granted >= 0),
            credits INTEGER NOT NULL DEFAULT 0 CHECK (credits BETWEEN 0 AND granted),
            created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE workspace_member (
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL CHECK (length(user_id) BETWEEN 1 AND 256),
            role TEXT NOT NULL CHECK (length(role) BETWEEN 1 AND 50),
            PRIMARY KEY (workspace_id, user_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE agent (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
            system_prompt TEXT,
            model TEXT CHECK (length(model) BETWEEN 1 AND 100),
            ai_enabled INTEGER NOT NULL CHECK (ai_enabled IN (0, 1)),
            created_at INTEGER NOT NULL,
            UNIQUE (workspace_id, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER agent_collection_removal AFTER DELETE ON agent
        BEGIN
            DELETE FROM collection
            WHERE owner_kind = 'agent' AND owner_identifier = old.workspace_id || ':' || old.id;
        END;

        CREATE TABLE usage_event (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            agent_id TEXT,
            kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 50),
            credits INTEGER NOT NULL CHECK (credits >= 0),
            state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'refunded')),
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX usage_event_workspace ON usage_event (workspace_id, created_at);
        CREATE INDEX usage_event_reserved ON usage_event (id) WHERE state = 'reserved';
        """

    /// Conversations with agents, what each message says, and what waits to be sent.
    ///
    /// Times of messages are milliseconds: how long an answer took is computed from them. `position` counts the messages of
    /// a conversation from 0.
    static let version5Conversations = """
        CREATE TABLE conversation (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36),
            workspace_id TEXT NOT NULL,
            agent_id TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 100),
            external_user_id TEXT CHECK (length(external_user_id) BETWEEN 1 AND 255),
            status TEXT NOT NULL CHECK (status IN ('open', 'needs_human', 'human_active')),
            created_at INTEGER NOT NULL,
            last_message_at INTEGER NOT NULL,
            FOREIGN KEY (workspace_id, agent_id) REFERENCES agent (workspace_id, id) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;

        CREATE UNIQUE INDEX conversation_of_external_user
        ON conversation (workspace_id, agent_id, channel, external_user_id) WHERE external_user_id IS NOT NULL;

        CREATE TABLE conversation_message (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
            conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            workspace_id TEXT NOT NULL,
            agent_id TEXT NOT NULL,
            channel TEXT NOT NULL,
            sender TEXT NOT NULL CHECK (sender IN ('customer', 'agent', 'human')),
            type TEXT NOT NULL CHECK (length(type) BETWEEN 1 AND 50),
            content TEXT NOT NULL,
            is_test INTEGER NOT NULL CHECK (is_test IN (0, 1)),
            replies_to INTEGER REFERENCES conversation_message (number) ON DELETE SET NULL,
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE INDEX conversation_message_order ON conversation_message (conversation_id, number);
        CREATE INDEX conversation_message_time ON conversation_message (workspace_id, created_at);
        CREATE INDEX conversation_message_reply ON conversation_message (replies_to);

        CREATE TABLE message_intelligence (
            message_number INTEGER PRIMARY KEY REFERENCES conversation_message (number) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('pending', 'done')),
            topic TEXT NOT NULL DEFAULT 'unknown',
            intent TEXT NOT NULL DEFAULT 'unknown',
            sentiment TEXT NOT NULL DEFAULT 'Neutral' CHECK (sentiment IN ('Positive', 'Neutral', 'Negative')),
            entities TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(entities) AND json_type(entities) = 'array')
        ) STRICT;

        CREATE INDEX message_intelligence_pending ON message_intelligence (message_number) WHERE state = 'pending';

        CREATE TABLE channel_event (
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            message_id TEXT NOT NULL CHECK (length(message_id) = 36),
            inbound_number INTEGER REFERENCES conversation_message (number) ON DELETE CASCADE,
            answer TEXT CHECK (answer IS NULL OR (json_valid(answer) AND json_type(answer) = 'object')),
            PRIMARY KEY (workspace_id, message_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            message_number INTEGER PRIMARY KEY REFERENCES conversation_message (number) ON DELETE CASCADE,
            channel TEXT NOT NULL,
            external_user_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
            attempt_count INTEGER NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
            next_attempt_at INTEGER NOT NULL,
            failure TEXT CHECK (failure <> ''),
            CHECK ((state = 'failed') <= (failure IS NOT NULL))
        ) STRICT;

        CREATE INDEX outbox_waiting ON outbox (next_attempt_at) WHERE state IN ('queued', 'sending');

        CREATE TABLE insight (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            agent_id TEXT,
            question TEXT NOT NULL,
            context TEXT NOT NULL CHECK (json_valid(context)),
            answer TEXT NOT NULL CHECK (json_valid(answer)),
            created_at INTEGER NOT NULL
        ) STRICT;
        """
}
