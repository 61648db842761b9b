extension Schema {
    /// Numbers for users whose names are no numbers. They begin where those that are end, and none is used again.
    static let version4Users = """
        CREATE TABLE user_number (
            number INTEGER PRIMARY KEY AUTOINCREMENT CHECK (number >= 1000000000),
            subject TEXT NOT NULL UNIQUE CHECK (length(subject) BETWEEN 1 AND 256)
        ) STRICT;

        INSERT INTO sqlite_sequence (name, seq) VALUES ('user_number', 999999999);
        """
}
