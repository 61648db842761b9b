import GRDB

/// How many tokens the full-text index holds for a chunk, as the index itself counted them.
///
/// They stand in the table `chunk_text_docsize`: a chunk's row has, for each column in order, the number of tokens as an
/// SQLite varint, that is 7 bits in a byte, the highest first, with the high bit set in all bytes but the last
/// (https://www.sqlite.org/fts5.html#fts5_table_contents).
enum LexicalLength {
    /// As many rows are read one after the other in the time that finding one takes.
    private static let rowsInTimeOfLookup: Int64 = 8

    /// The tokens of all these chunks.
    static func sum(of identifiers: ClosedRange<Int64>, in database: Database) throws -> Int64 {
        let rows = try Optional<Int64>.fetchCursor(
            database.cachedStatement(
                sql: "SELECT lexical_length(sz) FROM chunk_text_docsize WHERE id BETWEEN ? AND ?"
            ),
            arguments: [identifiers.lowerBound, identifiers.upperBound]
        )
        var sum: Int64 = 0
        while let length = try rows.next() { sum += try checked(length) }
        return sum
    }

    /// The tokens of each of these chunks, in the same order.
    ///
    /// - Parameter identifiers: Ascending, all of one collection, and all in the index.
    /// - Complexity: O(*n* log *N*), or O(the chunks from the first to the last) where they lie close together.
    static func lengths(of identifiers: [Int64], in database: Database) throws -> [Int64] {
        guard let first = identifiers.first, let last = identifiers.last else { return [] }
        if last - first < Int64(identifiers.count) * rowsInTimeOfLookup {
            return try lengths(of: identifiers, readingAllIn: first...last, database)
        }
        let statement = try database.cachedStatement(
            sql: "SELECT lexical_length(sz) FROM chunk_text_docsize WHERE id = ?"
        )
        return try identifiers.map { try checked(Int64.fetchOne(statement, arguments: [$0])) }
    }

    private static func lengths(
        of identifiers: [Int64],
        readingAllIn range: ClosedRange<Int64>,
        _ database: Database
    ) throws -> [Int64] {
        let rows = try Row.fetchCursor(
            database.cachedStatement(
                sql: "SELECT id, lexical_length(sz) FROM chunk_text_docsize WHERE id BETWEEN ? AND ? ORDER BY id"
            ),
            arguments: [range.lowerBound, range.upperBound]
        )
        var lengths: [Int64] = []
        lengths.reserveCapacity(identifiers.count)
        while lengths.count < identifiers.count, let row = try rows.next() {
            guard try row.decode(atIndex: 0) == identifiers[lengths.count] else { continue }
            lengths.append(try checked(row.decode(atIndex: 1)))
        }
        return try lengths.count == identifiers.count ? lengths : [checked(nil)]
    }

    private static func checked(_ length: Int64?) throws -> Int64 {
        guard let length else { throw StoreError.corrupt("a full-text row has no length, or an impossible one") }
        return length
    }

    /// Nil when a column has more tokens than an index can hold.
    static func tokenCount(_ columns: RawSpan) -> Int64? {
        var length: Int64 = 0
        var column: Int64 = 0
        for offset in columns.byteOffsets {
            let byte = unsafe columns.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            column = column << 7 | Int64(byte & 0x7F)
            guard column <= Int32.max else { return nil }
            if byte & 0x80 == 0 {
                length += column
                column = 0
            }
        }
        return length
    }
}
