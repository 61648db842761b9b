package import Foundation
import GRDB

extension SQLiteStore {
    /// Pages that are copied between two looks at whether to go on.
    private static let pagesPerStep: CInt = 1024

    /// Writes the store as it is now into a new SQLite file, for its owner alone; writers go on meanwhile.
    ///
    /// The copy is one state of the store, that at the beginning: what was acknowledged before is in it, what was begun later
    /// is not. The file is not synced.
    ///
    /// - Parameter report: Called with the pages that are done and those there are; what it throws ends the copying.
    /// - Throws: `outOfSpace`, `unavailable`; what `report` throws.
    package func copy(
        to file: URL,
        report: @escaping (_ done: Int, _ total: Int) throws -> Void = { _, _ in }
    ) throws {
        try Self.reporting("copy the store") {
            try DataFolder.makeDatabase(file.path)
            let copy = try DatabaseQueue(path: file.path)
            try pool.backup(to: copy, pagesPerStep: Self.pagesPerStep) { progress in
                try report(progress.completedPageCount, progress.totalPageCount)
            }
            // A WAL file beside it would be a second file; the copy's own is written into it by this.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }

    /// Takes over everything from another store, in one transaction, in the place of what this one holds: a process that ends
    /// meanwhile leaves this one as it was. Other processes that have it open see the change as any other.
    ///
    /// - Parameter checkpoint: Called now and then; what it throws ends the transaction, and leaves this store as it was.
    package func replaceContents(
        with other: SQLiteStore,
        checkpoint: @escaping () throws -> Void = {}
    ) throws {
        try Self.reporting("replace the store") {
            try other.pool.backup(to: pool, pagesPerStep: Self.pagesPerStep) { _ in try checkpoint() }
        }
    }

    /// Becomes the store of a data folder on the same file system whose own cannot be opened, for the holder of the folder's
    /// lock. This one is closed.
    ///
    /// A process that ends meanwhile leaves the new store, whole, or the old file, at worst without the log beside it.
    package func takePlace(in folder: URL) throws(StoreError) {
        try StoreError.wrapping("replace the store") {
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
            let file = Self.file(in: folder)
            // SQLite would apply a log that stays to the new file.
            for suffix in ["-wal", "-shm", "-journal"] {
                try DurableFile.remove(URL(filePath: file.path + suffix))
            }
            try DurableFile.publish(URL(filePath: path), as: file)
        }
    }

    /// Runs `body`, which calls the store's user as well: the user's own errors are thrown on as they are.
    private static func reporting(_ purpose: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error where StoreError.isDatabaseError(error) {
            throw StoreError(error, purpose: purpose)
        }
    }

    /// Whether nothing was ever kept here but what each new store begins with.
    package func isUnused() throws(StoreError) -> Bool {
        try read("look into the store") { database in
            let tables = [
                "collection", "bot", "api_key", "chat", "setting", "clone", "chat_session", "prompt", "assistant",
                "workspace", "user_number",
            ]
            return try tables.allSatisfy { try Int.fetchOne(database, sql: "SELECT 1 FROM \($0) LIMIT 1") == nil }
        }
    }

    /// Whether a data folder has a store, of whatever content.
    package static func exists(in folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: file(in: folder).path)
    }

    /// The file of a data folder's store.
    package static func file(in folder: URL) -> URL { folder.appending(path: fileName) }
}
