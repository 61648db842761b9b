import Foundation
import GRDB

extension SQLiteStore: KeyStore {
    package func key(digest: KeyDigest) throws(StoreError) -> StoredKey? {
        try read("look up the key") { database in
            let statement = try database.cachedStatement(
                sql: "SELECT id, bot_id, created_at FROM api_key WHERE digest = ?"
            )
            return try Row.fetchOne(statement, arguments: [Data(digest.bytes)]).map(StoredKey.init)
        }
    }

    package func replaceMasterKey(digest: KeyDigest, now: Int64) throws(StoreError) -> StoredKey {
        try write("store the master key") { database in
            let present = try Row.fetchOne(
                database,
                sql: "SELECT id, bot_id, created_at FROM api_key WHERE digest = ? AND kind = 'master'",
                arguments: [Data(digest.bytes)]
            )
            if let present { return try StoredKey(present) }
            try database.execute(sql: "DELETE FROM api_key WHERE kind = 'master'")
            return try Self.insertKey(digest: digest, kind: .master, now: now, in: database)
        }
    }

    package func hasMasterKey() throws(StoreError) -> Bool {
        try read("look for the master key") { database in
            try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT * FROM api_key WHERE kind = 'master')") ?? false
        }
    }

    static func insertKey(
        digest: KeyDigest,
        kind: StoredKey.Kind,
        now: Int64,
        in database: Database
    ) throws -> StoredKey {
        let botID: Int64? = if case .bot(let id) = kind { id } else { nil }
        do {
            try database.execute(
                sql: "INSERT INTO api_key (digest, kind, bot_id, created_at) VALUES (?, ?, ?, ?)",
                arguments: [Data(digest.bytes), botID == nil ? "master" : "bot", botID, now]
            )
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
            throw StoreError(code: .alreadyExists, message: "the key is in use already", cause: error)
        }
        return StoredKey(id: database.lastInsertedRowID, kind: kind, createdAt: now)
    }
}

extension StoredKey {
    /// Reads identifier, bot and time.
    fileprivate init(_ row: Row) throws {
        let botID: Int64? = try row.decode(atIndex: 1)
        self.init(
            id: try row.decode(atIndex: 0),
            kind: botID.map { .bot(botID: $0) } ?? .master,
            createdAt: try row.decode(atIndex: 2)
        )
    }
}
