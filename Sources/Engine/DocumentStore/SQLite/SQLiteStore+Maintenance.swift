import GRDB

extension SQLiteStore: MaintenanceStore {
    package func beginMergingFullTextIndex() throws(StoreError) {
        // A negative number brings all parts to one level before it merges: FTS5's documentation, section 6.7.
        try merge(pageCount: -1)
    }

    package func mergeFullTextIndex(pageCount: Int) throws(StoreError) -> Bool {
        precondition(pageCount >= 1, "a step writes at least one page, got \(pageCount)")
        return try merge(pageCount: pageCount)
    }

    @discardableResult
    private func merge(pageCount: Int) throws(StoreError) -> Bool {
        try write("merge the full-text index") { database in
            let before = database.totalChangesCount
            try database.execute(
                sql: "INSERT INTO chunk_text (chunk_text, rank) VALUES ('merge', ?)",
                arguments: [pageCount]
            )
            // The command itself counts as one change, so does FTS5's documentation: fewer than two, and nothing was done.
            return database.totalChangesCount - before >= 2
        }
    }

    package func releaseFreePages(pageCount: Int) throws(StoreError) -> Bool {
        precondition(pageCount >= 1, "a step releases at least one page, got \(pageCount)")
        return try write("release free pages") { database in
            guard try Self.canReleasePages(in: database) else { return false }
            // A row a page: the statement must be run to its end.
            _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(pageCount))")
            return try Self.freePageCount(in: database) > 0
        }
    }

    package func releasableByteCount() throws(StoreError) -> Int64 {
        try read("count the free pages") { database in
            guard try Self.canReleasePages(in: database) else { return 0 }
            return try Self.freePageCount(in: database) * Int64(Schema.pageSize)
        }
    }

    private static func canReleasePages(in database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "PRAGMA auto_vacuum") == 2
    }

    private static func freePageCount(in database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
    }

    package func refreshStatistics() throws(StoreError) {
        try write("refresh the statistics") { database in
            // Few rows of each index are looked at, however large it is.
            _ = try Row.fetchAll(database, sql: "PRAGMA analysis_limit = 200")
            _ = try Row.fetchAll(database, sql: "PRAGMA optimize")
        }
    }

    package func moveLog() throws(StoreError) {
        try checkpoint()
    }
}
