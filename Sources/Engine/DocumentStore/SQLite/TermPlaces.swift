import Foundation
import GRDB
import GRDBSQLite

/// The function `term_places(chunk_text)`: where the phrases of a query stand in a row of the full-text index.
///
/// Its value is a blob of pairs of Int32, little-endian: the number of the phrase, and its place in
/// the row.
enum TermPlaces {
    static func register(in database: Database) throws {
        try unsafe LexicalFunctions.register("term_places", in: database) { api, context, result, count, _ in
            guard let api = unsafe api, count == 0 else {
                return unsafe sqlite3_result_error_code(result, SQLITE_MISUSE)
            }
            unsafe TermPlacesRow(api: api, context: context).reportPlaces(to: result)
        }
    }

    static func decoded(_ bytes: Data) -> [(term: Int, position: Int)] {
        let values = [UInt8](bytes)
        func value(at offset: Int) -> Int {
            let number = (0..<4).reduce(UInt32(0)) { $0 | UInt32(values[offset + $1]) << (8 * $1) }
            return Int(Int32(bitPattern: number))
        }
        return stride(from: 0, to: values.count / 8 * 8, by: 8).map { (value(at: $0), value(at: $0 + 4)) }
    }
}

/// The row of the full-text index that a query stands on. Valid only during the call of an auxiliary function.
@unsafe
private struct TermPlacesRow {
    let api: UnsafePointer<Fts5ExtensionApi>
    let context: OpaquePointer?

    /// What is added to places in each further column.
    private static var columnStride: Int32 { 1 << 24 }

    func reportPlaces(to result: OpaquePointer?) {
        var instanceCount: CInt = 0
        var code = unsafe api.pointee.xInstCount(context, &instanceCount)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * Int(max(0, instanceCount)))
        var instance: CInt = 0
        while code == SQLITE_OK, instance < instanceCount {
            var phrase: CInt = 0
            var column: CInt = 0
            var offset: CInt = 0
            code = unsafe api.pointee.xInst(context, instance, &phrase, &column, &offset)
            bytes.append(littleEndian: phrase)
            unsafe bytes.append(littleEndian: column &* Self.columnStride &+ offset)
            instance += 1
        }
        guard code == SQLITE_OK else { return unsafe sqlite3_result_error_code(result, code) }
        // SQLite copies the bytes before this returns.
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe sqlite3_result_blob(result, buffer.baseAddress, CInt(buffer.count), transient)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: Int32) {
        for shift in stride(from: 0, to: 32, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
