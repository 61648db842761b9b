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
    /// - Parameter report: Called with the pages that are done and those there are.
    /// - Throws: `outOfSpace`, `unavailable`.
    package func copy(
        to file: URL,
        report: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws(StoreError) {
        try StoreError.wrapping("copy the store") {
            guard
                FileManager.default.createFile(
                    atPath: file.path,
                    contents: nil,
                    attributes: [.posixPermissions: 0o600]
                )
            else { throw StoreError.system("write \(file.path)") }
            let copy = try DatabaseQueue(path: file.path)
            try pool.backup(to: copy, pagesPerStep: Self.pagesPerStep) { progress in
                report(progress.completedPageCount, progress.totalPageCount)
            }
            // A WAL file beside it would be a second file; the copy's own is written into it by this.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
    }

    /// Takes over everything from another store, in one transaction, in the place of what this one holds: a process that ends
    /// meanwhile leaves this one as it was. Other processes that have it open see the change as any other.
    package func replaceContents(with other: SQLiteStore) throws(StoreError) {
        try StoreError.wrapping("replace the store") { try other.pool.backup(to: pool) }
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
