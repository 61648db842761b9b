extension Schema {
    /// The keys by which clients tell that two requests to send a message are one.
    ///
    /// `request_digest` is the SHA-256 of what was asked for with the key first.
    static let version6ChannelSends = """
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
