extension Schema {
    /// Where the further pages of a chunk begin, as `[[scalar offset, page], …]`; NULL when it stays on one page.
    static let version2PageBreaks = """
        ALTER TABLE chunk ADD COLUMN page_breaks TEXT
        CHECK (page_breaks IS NULL OR (json_valid(page_breaks) AND json_type(page_breaks) = 'array'))
        """
}
