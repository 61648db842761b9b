/// Tidies the store up in steps, each of which keeps writers waiting only as long as it takes itself.
package protocol MaintenanceStore: Sendable {
    /// Begins to merge the parts of the full-text index into one, which the next steps go on with.
    func beginMergingFullTextIndex() throws(StoreError)

    /// Goes on merging the full-text index.
    ///
    /// - Parameter pageCount: About how many pages are written, at least 1.
    /// - Returns: Whether there is more to do.
    func mergeFullTextIndex(pageCount: Int) throws(StoreError) -> Bool

    /// Gives free pages at the end of the file back to the file system; in files of older releases, whose pages cannot be
    /// moved, nothing.
    ///
    /// - Parameter pageCount: How many at most, at least 1.
    /// - Returns: Whether there is more to do.
    func releaseFreePages(pageCount: Int) throws(StoreError) -> Bool

    /// Bytes of the file that hold nothing and can be given back.
    func releasableByteCount() throws(StoreError) -> Int64

    /// Has the query planner's statistics made again where they are old.
    func refreshStatistics() throws(StoreError)

    /// Copies what is in the log to the database file, as far as no reader needs it there.
    func moveLog() throws(StoreError)
}
