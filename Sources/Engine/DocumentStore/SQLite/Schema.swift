import GRDB

/// The tables and their invariants. A released migration never changes: later releases add their own.
enum Schema {
    /// Bytes; holds five vectors of 384 dimensions, where SQLite's default of 4,096 would hold two and waste a quarter.
    static let pageSize = 8192

    /// Brings the database to the present version; safe when several processes do it at once.
    static func migrate(_ pool: DatabasePool) throws {
        let migrator = makeMigrator()
        // Another process may make the same tables after this one has looked for them: whenever that happens, there are
        // fewer left to make.
        var attemptCount = migrator.migrations.count
        while try !pool.read(migrator.hasCompletedMigrations) {
            do {
                try migrator.migrate(pool)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR && attemptCount > 0 {
                attemptCount -= 1
            }
        }
        guard try !pool.read(migrator.hasBeenSuperseded) else {
            throw StoreError(code: .unsupportedVersion, message: "the data folder was written by a newer release")
        }
    }

    private static func makeMigrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            for statements in [version1Collections, version1Index, version1ServerState] {
                try database.execute(sql: statements)
            }
        }
        migrator.registerMigration("2") { database in
            try database.execute(sql: version2PageBreaks)
        }
        migrator.registerMigration("3") { database in
            try database.execute(sql: version3Assets)
        }
        migrator.registerMigration("4") { database in
            for statements in [
                version4Users, version4Clones, version4Sessions, version4Prompts, version4Assistants,
            ] {
                try database.execute(sql: statements)
            }
        }
        migrator.registerMigration("5") { database in
            for statements in [version5Workspaces, version5Conversations] {
                try database.execute(sql: statements)
            }
        }
        migrator.registerMigration("6") { database in
            for statements in [version6Members, version6Knowledge, version6Channels] {
                try database.execute(sql: statements)
            }
        }
        migrator.registerMigration("7") { database in
            try database.execute(sql: version7ChangeMarks)
        }
        migrator.registerMigration("8") { database in
            try database.execute(sql: version8TokenCodes)
        }
        migrator.registerMigration("9") { database in
            for statements in [version9Jobs, version9Messages] {
                try database.execute(sql: statements)
            }
        }
        return migrator
    }
}

/// The identifiers of a collection's chunks are one range, so that whatever concerns a collection is one range scan, in
/// tables and in the full-text index alike.
///
/// Bits 32…62 are the collection, bits 0…31 count its chunks from 1; a number is never used again.
enum ChunkIdentifier {
    /// No document has more chunks: a longer run of identifiers is damage.
    static let maximumRunLength: Int64 = 1 << 24

    static func range(ofCollection collection: Int64) -> ClosedRange<Int64> {
        (collection << 32 | 1)...(collection << 32 | Int64(UInt32.max))
    }
}
