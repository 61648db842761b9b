extension Schema {
    /// A random number for each change, which tells it from the change of the same token in another history: that of a
    /// database that was restored from a backup, and written to since.
    static let version7ChangeMarks = """
        ALTER TABLE collection_change ADD COLUMN mark INTEGER;
        UPDATE collection_change SET mark = random();
        """
}
