import Foundation
import GRDB

/// How many tokens the full-text index holds for a chunk, as the index itself counted them.
///
/// They stand in the table `chunk_text_docsize`: a chunk's row has, for each column in order, the number of tokens as an
/// SQLite varint, that is 7 bits in a byte, the highest first, with the high bit set in all bytes but the last
/// (https://www.sqlite.org/fts5.html#fts5_table_contents).
enum LexicalLength {
    /// The tokens of all these chunks.
    static func sum(of identifiers: ClosedRange<Int64>, in database: Database) throws -> Int64 {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT sz FROM chunk_text_docsize WHERE id BETWEEN ? AND ?"),
            arguments: [identifiers.lowerBound, identifiers.upperBound]
        )
        var sum: Int64 = 0
        while let row = try rows.next() {
            sum += try row.withUnsafeData(atIndex: 0) { try length($0 ?? Data()) }
        }
        return sum
    }

    /// The tokens of each of these chunks.
    ///
    /// - Parameter identifiers: Ascending, all of one collection.
    /// - Returns: In the same order; 0 where the index has no such row.
    static func lengths(of identifiers: [Int64], in database: Database) throws -> [Int64] {
        guard let first = identifiers.first, let last = identifiers.last else { return [] }
        if last - first < Int64(identifiers.count) * rowsReadInTheTimeOfOneLookup {
            return try scan(identifiers, in: first...last, database)
        }
        let statement = try database.cachedStatement(sql: "SELECT sz FROM chunk_text_docsize WHERE id = ?")
        return try identifiers.map { identifier in
            guard let row = try Row.fetchOne(statement, arguments: [identifier]) else { return 0 }
            return try row.withUnsafeData(atIndex: 0) { try length($0 ?? Data()) }
        }
    }

    private static let rowsReadInTheTimeOfOneLookup: Int64 = 8

    private static func scan(
        _ identifiers: [Int64],
        in range: ClosedRange<Int64>,
        _ database: Database
    ) throws -> [Int64] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT id, sz FROM chunk_text_docsize WHERE id BETWEEN ? AND ? ORDER BY id"),
            arguments: [range.lowerBound, range.upperBound]
        )
        var lengths = [Int64](repeating: 0, count: identifiers.count)
        var next = 0
        while next < identifiers.count, let row = try rows.next() {
            let id: Int64 = try row.decode(atIndex: 0)
            while next < identifiers.count, identifiers[next] < id { next += 1 }
            guard next < identifiers.count, identifiers[next] == id else { continue }
            lengths[next] = try row.withUnsafeData(atIndex: 1) { try length($0 ?? Data()) }
        }
        return lengths
    }

    private static func length(_ columns: Data) throws -> Int64 {
        var length: Int64 = 0
        var column: Int64 = 0
        for byte in columns {
            column = column << 7 | Int64(byte & 0x7F)
            guard column <= Int32.max else { throw StoreError.corrupt("a full-text row has an impossible length") }
            if byte & 0x80 == 0 {
                length += column
                column = 0
            }
        }
        return length
    }
}
