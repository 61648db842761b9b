extension Schema {
    /// What comes from channels and what waits to be sent over them.
    ///
    /// The tables of version 5 that these take the place of were never written to: it had no channels yet.
    ///
    /// A row of the outbox that is `sending` belongs to whoever took it out, until `next_attempt_at` (milliseconds); then it is
    /// as one that is `queued`. `failure` is why the last attempt failed. The keys of `channel_send` are those by which clients
    /// tell that two requests to send a message are one; `request_digest` is the SHA-256 of what was asked for with it first.
    static let version6Channels = """
        DROP TABLE channel_event;
        DROP TABLE outbox;

        CREATE TABLE channel_event (
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            message_id TEXT NOT NULL CHECK (length(message_id) = 36),
            inbound_number INTEGER NOT NULL UNIQUE REFERENCES conversation_message (number) ON DELETE CASCADE,
            answer TEXT CHECK (answer IS NULL OR (json_valid(answer) AND json_type(answer) = 'object')),
            PRIMARY KEY (workspace_id, message_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE outbox (
            message_number INTEGER PRIMARY KEY REFERENCES conversation_message (number) ON DELETE CASCADE,
            channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 100),
            external_user_id TEXT NOT NULL CHECK (length(external_user_id) BETWEEN 1 AND 255),
            state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
            attempt_count INTEGER NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
            next_attempt_at INTEGER NOT NULL,
            failure TEXT CHECK (failure <> ''),
            CHECK (state <> 'failed' OR failure IS NOT NULL),
            CHECK (state <> 'sending' OR attempt_count > 0),
            CHECK (state <> 'sent' OR failure IS NULL)
        ) STRICT;

        CREATE INDEX outbox_waiting ON outbox (channel, next_attempt_at) WHERE state IN ('queued', 'sending');

        CREATE TABLE channel_send (
            workspace_id TEXT NOT NULL REFERENCES workspace (id) ON DELETE CASCADE,
            idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
            request_digest BLOB NOT NULL CHECK (length(request_digest) = 32),
            message_number INTEGER NOT NULL REFERENCES conversation_message (number) ON DELETE CASCADE,
            PRIMARY KEY (workspace_id, idempotency_key)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX channel_send_message ON channel_send (message_number);
        """
}
