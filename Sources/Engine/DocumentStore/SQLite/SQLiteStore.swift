package import Foundation
import GRDB
import Synchronization

/// The store in one SQLite file of a data folder.
///
/// Several processes may open the same folder at once: each write is one immediate transaction, and waits for those of
/// other processes. A write that has returned is on the disk (WAL, `synchronous=FULL`); one that has not leaves nothing.
package final class SQLiteStore: Sendable {
    static let fileName = "roost.sqlite"
    private static let lockWait: TimeInterval = 30

    let pool: DatabasePool
    /// Whether a write failed for what is no fault of its caller, and none has changed anything since: it may be that none can.
    private let isWriteDoubtful = Atomic(false)

    /// Where the database is.
    var path: String { pool.path }

    /// Opens the store of a data folder, and makes both when they are not there.
    ///
    /// - Throws: `unavailable`, `corruptData` when the file is no store, `unsupportedVersion` when a newer release
    ///   wrote it, `busy`.
    package init(folder: URL) throws(StoreError) {
        pool = try StoreError.wrapping("open the store") {
            try DataFolder.prepare(folder)
            let path = folder.appending(path: Self.fileName).path
            DataFolder.protectDatabase(path)
            return try Self.openPool(at: path)
        }
    }

    package func observeCollectionDeletions(_ handler: @escaping @Sendable () -> Void) {
        pool.add(transactionObserver: CollectionDeletionObserver(handler), extent: .databaseLifetime)
    }

    /// Runs `body` on one consistent state of the store.
    func read<Result>(_ purpose: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
        try StoreError.wrapping(purpose) { try pool.read(body) }
    }

    /// As `read`, for a `body` that calls the store's user: the user's own errors are thrown on as they are.
    func readCalling<Result>(_ purpose: String, _ body: (Database) throws -> Result) throws -> Result {
        do {
            return try pool.read(body)
        } catch let error where StoreError.isDatabaseError(error) {
            throw StoreError(error, purpose: purpose)
        }
    }

    /// As `read`, on the connection that writes: only there does SQLite know the CHECK constraints.
    func inspect<Result>(_ purpose: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
        try StoreError.wrapping(purpose) {
            try pool.writeWithoutTransaction { database in
                var result: Result?
                try database.inTransaction(.deferred) {
                    result = try body(database)
                    return .commit
                }
                guard let result else { throw StoreError(code: .internalFailure, message: "nothing was inspected") }
                return result
            }
        }
    }

    /// Copies the log to the database file, as far as no reader needs it; nobody in another process waits for that.
    func checkpoint() throws(StoreError) {
        try StoreError.wrapping("copy the log") {
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        }
    }

    /// Runs `body` in a transaction that is durable when this returns, and leaves nothing when it throws.
    func write<Result>(_ purpose: String, _ body: (Database) throws -> Result) throws(StoreError) -> Result {
        do {
            let (result, hasChanged) = try StoreError.wrapping(purpose) {
                try pool.write { database in
                    let changeCount = database.totalChangesCount
                    let result = try body(database)
                    return (result, database.totalChangesCount > changeCount)
                }
            }
            // A transaction that found nothing to change shows nothing of the disk.
            if hasChanged { isWriteDoubtful.store(false, ordering: .relaxed) }
            return result
        } catch {
            if [.outOfSpace, .unavailable, .corruptData].contains(error.code) {
                isWriteDoubtful.store(true, ordering: .relaxed)
            }
            throw error
        }
    }

    /// Returns when the store has answered a question, and, where writes may fail, taken one.
    package func ping() throws(StoreError) {
        try read("ask the store") { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM setting") }
        guard isWriteDoubtful.load(ordering: .relaxed) else { return }
        try write("write to the store") {
            try $0.execute(sql: "INSERT OR REPLACE INTO setting (name, value) VALUES ('store.probe', x'')")
        }
    }
}

extension SQLiteStore {
    private static func openPool(at path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "roost"
        configuration.busyMode = .timeout(lockWait)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA page_size = \(Schema.pageSize)")
            // So that compaction can give pages back; it can be chosen only before there is a page.
            if try Int.fetchOne(database, sql: "PRAGMA page_count") == 0 {
                try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            }
            try LexicalFunctions.register(in: database)
            try TermPlaces.register(in: database)
            database.add(function: TextFolding.function)
        }
        return try retryingWhileBusy {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // The pool chose NORMAL, which may lose the last transactions on power loss.
            try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try settleLog(of: pool)
            try Schema.migrate(pool)
            return pool
        }
    }

    /// Has everything in the log synced before the first write.
    ///
    /// What is in it may not be on the disk: the pool writes to an empty log before it is told to sync, and a killed process
    /// leaves what it had no time to sync. Should the disk refuse the first sync, the kernel gives such frames up; those
    /// that later writes append are synced, but of no use, for a log is read up to its first gap.
    private static func settleLog(of pool: DatabasePool) throws {
        do {
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // Another process does it at this moment.
        }
    }

    /// SQLite does not wait for its lock when two processes make the same file a WAL database at once.
    private static func retryingWhileBusy(_ body: () throws -> DatabasePool) throws -> DatabasePool {
        for _ in 0..<100 {
            do {
                return try body()
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
        return try body()
    }
}
