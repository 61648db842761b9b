import GRDB

extension SQLiteCollection {
    func changes(since token: Int64) throws(StoreError) -> CollectionChanges? {
        try store.read("read the changes") { database in
            let current = try self.token(in: database)
            guard token >= 0, token <= current else { return nil }
            let log = try ChangeLog(collection: id, since: token, in: database)
            guard log.count == current - token else { return nil }
            return try CollectionChanges(
                removedChunkIDs: log.removedChunkIDs,
                insertedChunkIDs: presentChunks(from: log.firstInserted, in: database),
                token: current
            )
        }
    }

    func changeMark(of token: Int64) throws(StoreError) -> Int64? {
        try store.read("read the mark of a change") { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT mark FROM collection_change WHERE collection_id = ? AND token = ?"
                ),
                arguments: [id, token]
            )
        }
    }

    /// The chunks from that identifier on: numbers grow, so they are those inserted since.
    private func presentChunks(from first: Int64?, in database: Database) throws -> [Int64] {
        guard let first else { return [] }
        return try Int64.fetchAll(
            database.cachedStatement(sql: "SELECT id FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id"),
            arguments: [first, chunkRange.upperBound]
        )
    }
}

/// The remembered changes of a collection since a token, added up.
private struct ChangeLog {
    private(set) var count: Int64 = 0
    private(set) var firstInserted: Int64?
    private var removed: [ClosedRange<Int64>] = []

    /// Without the chunks that came and went since the token.
    var removedChunkIDs: [Int64] {
        removed.filter { $0.lowerBound < firstInserted ?? .max }.flatMap { Array($0) }
    }

    init(collection: Int64, since token: Int64, in database: Database) throws {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT removed_first, removed_last, inserted_first FROM collection_change
                    WHERE collection_id = ? AND token > ? ORDER BY token
                    """
            ),
            arguments: [collection, token]
        )
        while let row = try rows.next() {
            count += 1
            if let first: Int64 = try row.decode(atIndex: 0), let last: Int64 = try row.decode(atIndex: 1) {
                removed.append(try Self.removedRange(first, last, collection: collection))
            }
            if firstInserted == nil { firstInserted = try row.decode(atIndex: 2) }
        }
    }

    private static func removedRange(
        _ first: Int64,
        _ last: Int64,
        collection: Int64
    ) throws -> ClosedRange<Int64> {
        let range = ChunkIdentifier.range(ofCollection: collection)
        guard
            first <= last, range.contains(first), range.contains(last),
            last - first < ChunkIdentifier.maximumRunLength
        else { throw StoreError.corrupt("a change removed the chunks \(first) to \(last)") }
        return first...last
    }
}
