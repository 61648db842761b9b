import GRDB

extension SQLiteCollection {
    func tokenCodes(of identifiers: [Int64]) throws(StoreError) -> [Int64: ChunkTokenCodes] {
        let range = chunkRange
        return try store.read("read token codes") { database in
            let statement = try database.cachedStatement(
                sql: "SELECT dimension, codes FROM chunk_token_code WHERE chunk_id = ?"
            )
            var result: [Int64: ChunkTokenCodes] = [:]
            for identifier in identifiers where range.contains(identifier) {
                guard let row = try Row.fetchOne(statement, arguments: [identifier]) else { continue }
                result[identifier] = try Self.tokenCodes(row)
            }
            return result
        }
    }

    private static func tokenCodes(_ row: Row) throws -> ChunkTokenCodes {
        let codes = try ChunkTokenCodes(
            dimension: row.decode(atIndex: 0),
            bytes: row.withUnsafeData(atIndex: 1) { $0.map { [UInt8]($0) } ?? [] }
        )
        guard codes.isWhole else {
            throw StoreError.corrupt(
                "the token codes of a chunk have \(codes.bytes.count) bytes for \(codes.dimension) dimensions"
            )
        }
        return codes
    }
}
