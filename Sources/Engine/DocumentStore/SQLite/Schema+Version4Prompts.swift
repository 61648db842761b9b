extension Schema {
    /// Prompts of users, templates of everybody, and both as one.
    ///
    /// Times are Unix microseconds. Templates have a table of their own: no statement that changes a user's prompt can
    /// touch them, and their numbers, which begin far above, leave the low ones to users. Their owner is 0, which is no
    /// user's number.
    static let version4Prompts = """
        CREATE TABLE prompt (
            id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id BETWEEN 1 AND 999999999),
            owner INTEGER NOT NULL CHECK (owner >= 1),
            title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 255),
            content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 100000),
            scenario TEXT NOT NULL CHECK (length(scenario) BETWEEN 1 AND 100),
            description TEXT CHECK (length(description) <= 100000),
            metadata TEXT NOT NULL CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
            usage_count INTEGER NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL CHECK (updated_at >= created_at)
        ) STRICT;

        CREATE INDEX prompt_owner ON prompt (owner, updated_at);

        CREATE TABLE prompt_template (
            id INTEGER PRIMARY KEY CHECK (id >= 1000000000),
            title TEXT NOT NULL UNIQUE CHECK (length(title) BETWEEN 1 AND 255),
            content TEXT NOT NULL CHECK (length(content) BETWEEN 1 AND 100000),
            scenario TEXT NOT NULL CHECK (length(scenario) BETWEEN 1 AND 100),
            description TEXT NOT NULL CHECK (length(description) BETWEEN 1 AND 100000),
            usage_count INTEGER NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
            created_at INTEGER NOT NULL
        ) STRICT;

        CREATE VIEW visible_prompt AS
        SELECT id, owner, title, content, scenario, description, metadata, 0 AS is_template, usage_count,
            created_at, updated_at
        FROM prompt
        UNION ALL
        SELECT id, 0, title, content, scenario, description, '{}', 1, usage_count, created_at, created_at
        FROM prompt_template;

        \(version4Templates)
        """

    /// Each needs its `{placeholders}` filled in. The time is that of the data folder's making.
    private static let version4Templates = """
        WITH template (number, title, scenario, description, content) AS (VALUES
            (1, 'Key points of a text', 'condensing',
                'The most important statements of a text in a few sentences.',
                'Give the most important points of the following text in at most three sentences:' || char(10) ||
                char(10) || '{text}'),
            (2, 'Translation', 'translating',
                'A text in another language, with its meaning and tone kept.',
                'Translate the following text into {language}. Keep its meaning, tone and layout:' || char(10) ||
                char(10) || '{text}'),
            (3, 'Plain explanation', 'explaining',
                'A subject explained to a given audience, with one example.',
                'Explain {subject} to {audience} in plain words, and give one example.'),
            (4, 'Proofreading', 'proofreading',
                'Mistakes of spelling, grammar and punctuation corrected, and listed.',
                'Correct the spelling, grammar and punctuation of the following text without changing its meaning. ' ||
                'Then list what was corrected:' || char(10) || char(10) || '{text}'),
            (5, 'Answer from a text', 'reading',
                'A question answered from a given text and nothing else.',
                'Answer the question from the following text only. If the text does not answer it, say so.' ||
                char(10) || char(10) || 'Question: {question}' || char(10) || char(10) || 'Text:' || char(10) ||
                '{text}'),
            (6, 'Ideas', 'brainstorming',
                'Ten different ideas on a subject, each with a reason.',
                'Name ten clearly different ideas for {subject}. Give one reason for each.')
        )
        INSERT INTO prompt_template (id, title, content, scenario, description, created_at)
        SELECT 999999999 + number, title, content, scenario, description, unixepoch() * 1000000 FROM template;
        """
}
