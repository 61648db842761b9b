import Foundation
import GRDB

/// A collection of a `SQLiteStore`. Every statement names the collection, or a range of chunk identifiers that is its.
struct SQLiteCollection: CollectionHandle {
    /// So many changes are remembered; who is further behind reads the collection again.
    static let rememberedChangeCount: Int64 = 10_000

    let store: SQLiteStore
    let id: Int64
    let description: CollectionDescription

    var chunkRange: ClosedRange<Int64> { ChunkIdentifier.range(ofCollection: id) }

    func changeToken() throws(StoreError) -> Int64 {
        try store.read("read the change token") { try token(in: $0) }
    }

    /// 0 when the collection was deleted.
    func token(in database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT change_token FROM collection WHERE id = ?")
        return try Int64.fetchOne(statement, arguments: [id]) ?? 0
    }
}
