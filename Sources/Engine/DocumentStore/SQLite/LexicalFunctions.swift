import GRDB
import GRDBSQLite

/// What the full-text index tells about the row a query stands on, by the interface for auxiliary functions
/// (https://www.sqlite.org/fts5.html#custom_auxiliary_functions).
///
/// FTS5's own `bm25()` takes its statistics from the whole table. Ours must be those of one collection: otherwise the
/// texts of one tenant would move the ranking of another, and a search would cost what all tenants hold together. So
/// FTS5 only counts, and `LexicalRanking` does the rest.
enum LexicalFunctions {
    /// Makes the functions known to a connection.
    static func register(in database: Database) throws {
        try registerFrequency(in: database)
        try registerLength(in: database)
    }

    /// `lexical_frequency(chunk_text)`: how often the one phrase of the query occurs in the row, where an occurrence in
    /// the title counts `LexicalScoring.titleWeight` times.
    private static func registerFrequency(in database: Database) throws {
        try unsafe register("lexical_frequency", in: database) { api, context, result, count, _ in
            guard let api = unsafe api, count == 0 else {
                return unsafe sqlite3_result_error_code(result, SQLITE_MISUSE)
            }
            unsafe FullTextRow(api: api, context: context).reportFrequency(to: result)
        }
    }

    /// `lexical_length(sz)`: the number of tokens in all columns of a row of the table `chunk_text_docsize`; null when
    /// that is damaged.
    private static func registerLength(in database: Database) throws {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        let code = unsafe sqlite3_create_function_v2(
            database.sqliteConnection,
            "lexical_length",
            1,
            flags,
            nil,
            { context, _, values in
                guard let value = unsafe values?[0], let blob = unsafe sqlite3_value_blob(value) else { return }
                let byteCount = unsafe Int(sqlite3_value_bytes(value))
                let columns = unsafe UnsafeRawBufferPointer(start: blob, count: byteCount)
                guard let length = unsafe LexicalLength.tokenCount(RawSpan(_unsafeBytes: columns)) else { return }
                unsafe sqlite3_result_int64(context, length)
            },
            nil,
            nil,
            nil
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    static func register(
        _ name: String,
        in database: Database,
        _ function: @escaping fts5_extension_function
    ) throws {
        let api = unsafe UnsafeMutablePointer(mutating: FTS5.api(database))
        guard let create = unsafe api.pointee.xCreateFunction else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "FTS5 cannot be extended")
        }
        let code = unsafe create(api, name, nil, function, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}

/// The row of the full-text index that a query stands on. Valid only during the call of an auxiliary function.
@unsafe
private struct FullTextRow {
    let api: UnsafePointer<Fts5ExtensionApi>
    let context: OpaquePointer?

    func reportFrequency(to result: OpaquePointer?) {
        var frequency = 0.0
        var position = unsafe Fts5PhraseIter()
        var column: CInt = 0
        var offset: CInt = 0
        let code = unsafe api.pointee.xPhraseFirst(context, 0, &position, &column, &offset)
        guard code == SQLITE_OK else { return unsafe sqlite3_result_error_code(result, code) }
        // The end is told by a negative column.
        while column >= 0 {
            frequency += column == 0 ? LexicalScoring.titleWeight : 1
            unsafe api.pointee.xPhraseNext(context, &position, &column, &offset)
        }
        unsafe sqlite3_result_double(result, frequency)
    }
}
