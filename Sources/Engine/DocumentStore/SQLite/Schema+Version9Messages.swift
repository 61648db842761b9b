extension Schema {
    /// What is to be done about messages has attempts, pauses and an end.
    ///
    /// The table of analyses is made anew: a CHECK cannot be changed. `next_attempt_at` is milliseconds since 1970.
    /// `earlier_attempt_count` of the outbox is the number of attempts before the last time that somebody had it tried again:
    /// `attempt_count` goes on counting, because it tells claims apart.
    static let version9Messages = """
        DROP INDEX message_intelligence_pending;
        ALTER TABLE message_intelligence RENAME TO message_intelligence_8;

        CREATE TABLE message_intelligence (
            message_number INTEGER PRIMARY KEY REFERENCES conversation_message (number) ON DELETE CASCADE,
            state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'failed')),
            topic TEXT NOT NULL DEFAULT 'unknown',
            intent TEXT NOT NULL DEFAULT 'unknown',
            sentiment TEXT NOT NULL DEFAULT 'Neutral' CHECK (sentiment IN ('Positive', 'Neutral', 'Negative')),
            entities TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(entities) AND json_type(entities) = 'array'),
            attempt_count INTEGER NOT NULL DEFAULT 0 CHECK (attempt_count >= 0),
            next_attempt_at INTEGER NOT NULL DEFAULT 0,
            failure TEXT CHECK (failure <> ''),
            CHECK (state <> 'failed' OR failure IS NOT NULL),
            CHECK (state <> 'done' OR failure IS NULL)
        ) STRICT;

        INSERT INTO message_intelligence (message_number, state, topic, intent, sentiment, entities)
        SELECT message_number, state, topic, intent, sentiment, entities FROM message_intelligence_8;

        DROP TABLE message_intelligence_8;

        CREATE INDEX message_intelligence_pending ON message_intelligence (message_number) WHERE state = 'pending';
        CREATE INDEX message_intelligence_failed ON message_intelligence (message_number) WHERE state = 'failed';
        CREATE INDEX outbox_failed ON outbox (message_number) WHERE state = 'failed';

        ALTER TABLE outbox ADD COLUMN earlier_attempt_count INTEGER NOT NULL DEFAULT 0
            CHECK (earlier_attempt_count >= 0);
        """
}
