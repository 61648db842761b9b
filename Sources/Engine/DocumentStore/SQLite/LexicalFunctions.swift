import GRDB
import GRDBSQLite

/// The ranking function of the full-text index, made by the interface for auxiliary functions
/// (https://www.sqlite.org/fts5.html#custom_auxiliary_functions).
///
/// FTS5's own `bm25()` takes its statistics from the whole table. Here they must be those of one collection: otherwise
/// the texts of one tenant would move the ranking of another, and a search would cost what all tenants hold together.
enum LexicalFunctions {
    /// Makes `lexical_score(chunk_text, parameters)` known to a connection.
    static func register(in database: Database) throws {
        try unsafe register("lexical_score", in: database) { api, context, result, count, values in
            guard let api = unsafe api, let values = unsafe values, count == 1 else {
                return unsafe sqlite3_result_error_code(result, SQLITE_MISUSE)
            }
            unsafe FullTextRow(api: api, context: context).reportScore(parameters: values[0], to: result)
        }
    }

    private static func register(
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

    /// - Parameter value: A blob made by `LexicalScoring.parameters`.
    func reportScore(parameters value: OpaquePointer?, to result: OpaquePointer?) {
        let byteCount = unsafe Int(sqlite3_value_bytes(value))
        let parameters = unsafe UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: byteCount)
        let phraseCount = unsafe Int(api.pointee.xPhraseCount(context))
        guard byteCount == (1 + phraseCount) * MemoryLayout<Double>.stride else {
            return unsafe sqlite3_result_error_code(result, SQLITE_MISUSE)
        }
        let sum = unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: phraseCount) { frequencies in
            unsafe score(parameters: parameters, frequencies: frequencies)
        }
        guard let sum else { return unsafe sqlite3_result_error_code(result, SQLITE_CORRUPT) }
        unsafe sqlite3_result_double(result, sum)
    }

    /// The number of tokens in all columns; nil when the index is damaged.
    private func length() -> Int? {
        var length: CInt = 0
        guard unsafe api.pointee.xColumnSize(context, -1, &length) == SQLITE_OK else { return nil }
        return Int(length)
    }

    private func score(
        parameters: UnsafeRawBufferPointer,
        frequencies: UnsafeMutableBufferPointer<Double>
    ) -> Double? {
        unsafe frequencies.initialize(repeating: 0)
        guard let length = unsafe length(), unsafe countInstances(into: frequencies) else { return nil }
        let relativeLength = unsafe Double(length) / parameters.loadUnaligned(as: Double.self)
        var score = 0.0
        for phrase in frequencies.indices {
            let offset = (1 + phrase) * MemoryLayout<Double>.stride
            let weight = unsafe parameters.loadUnaligned(fromByteOffset: offset, as: Double.self)
            let saturation = unsafe LexicalScoring.saturation(frequencies[phrase], relativeLength: relativeLength)
            score += weight * saturation
        }
        return score
    }

    /// Adds up how often each phrase of the query occurs, an occurrence weighed by its column.
    private func countInstances(into frequencies: UnsafeMutableBufferPointer<Double>) -> Bool {
        var instanceCount: CInt = 0
        guard unsafe api.pointee.xInstCount(context, &instanceCount) == SQLITE_OK else { return false }
        for instance in 0..<instanceCount {
            var phrase: CInt = 0
            var column: CInt = 0
            var offset: CInt = 0
            guard
                unsafe api.pointee.xInst(context, instance, &phrase, &column, &offset) == SQLITE_OK,
                frequencies.indices.contains(Int(phrase))
            else { return false }
            unsafe frequencies[Int(phrase)] += column == 0 ? LexicalScoring.titleWeight : 1
        }
        return true
    }
}
