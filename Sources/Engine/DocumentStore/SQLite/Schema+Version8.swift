extension Schema {
    /// The codes of the tokens of each chunk; chunks of earlier releases have none.
    static let version8TokenCodes = """
        CREATE TABLE chunk_token_code (
            chunk_id INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
            dimension INTEGER NOT NULL CHECK (dimension BETWEEN 1 AND 65536),
            codes BLOB NOT NULL CHECK (length(codes) > 0 AND length(codes) % ((dimension + 7) / 8) = 0)
        ) STRICT;
        """
}
