/// The header of a NumPy file: what its array is made of and where it begins.
///
/// Format (NumPy Enhancement Proposal 1): bytes 0–5 `93 4E 55 4D 50 59` ("\x93NUMPY"); byte 6 the major version, 1, 2
/// or 3; byte 7 the minor version; then the length of the rest of the header, little-endian, 2 bytes in version 1, else
/// 4; then the header, a Python dictionary literal with the keys `descr` (element type), `fortran_order` and `shape`,
/// padded with spaces and ended by a newline. ASCII in versions 1 and 2, UTF-8 in 3. The array's bytes follow.
package struct NumPyHeader: Sendable, Equatable {
    /// The element type as NumPy spells it, such as `<f4`.
    package var elementType: String
    /// True if the first index varies fastest.
    package var isColumnMajor: Bool
    /// The length of each axis, not negative.
    package var shape: [Int]
    /// Where the array begins in the file, in bytes.
    package var byteCount: Int

    /// The longest text of a header that is read. NumPy reads no more than 10,000 bytes unless told to trust the file.
    private static let maximumTextByteCount = 1 << 16
    /// The most bytes of a file that can belong to its header.
    static let maximumByteCount = 12 + maximumTextByteCount

    /// Reads the header at the beginning of a file.
    ///
    /// - Parameter bytes: The file, or at least as much of its beginning as the header takes.
    package init(_ bytes: [UInt8]) throws(NumPyFileError) {
        let text = try Self.textRange(of: bytes)
        var parser = PythonLiteralParser(Array(bytes[text]))
        let entries = try parser.parseDictionary()
        byteCount = text.upperBound
        elementType = try Self.elementType(entries)
        isColumnMajor = try Self.columnMajor(entries)
        shape = try Self.shape(entries)
        guard entries.count == 3 else {
            throw NumPyFileError(.malformedHeader, "has the header keys \(entries.keys.sorted())")
        }
    }

    /// The place of the dictionary.
    private static func textRange(of bytes: [UInt8]) throws(NumPyFileError) -> Range<Int> {
        guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw NumPyFileError(.notNumPy, "does not begin with \\x93NUMPY")
        }
        guard bytes.count >= 8 else { throw NumPyFileError(.truncated, "ends in the format's version") }
        guard (1...3).contains(bytes[6]) else {
            throw NumPyFileError(.unsupportedVersion, "has version \(bytes[6]).\(bytes[7]), known are 1, 2 and 3")
        }
        let start = bytes[6] == 1 ? 10 : 12
        guard bytes.count >= start else { throw NumPyFileError(.truncated, "ends in the header's length") }
        let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= maximumTextByteCount else {
            throw NumPyFileError(.malformedHeader, "has a header of \(length) bytes")
        }
        guard bytes.count - start >= length else {
            throw NumPyFileError(.truncated, "ends \(start + length - bytes.count) bytes before its header does")
        }
        return start..<start + length
    }

    private static func elementType(_ entries: [String: PythonLiteral]) throws(NumPyFileError) -> String {
        switch entries["descr"] {
        case .string(let type): return type
        case let found: throw malformed("descr", found)
        }
    }

    private static func columnMajor(_ entries: [String: PythonLiteral]) throws(NumPyFileError) -> Bool {
        guard case .boolean(let value) = entries["fortran_order"] else {
            throw malformed("fortran_order", entries["fortran_order"])
        }
        return value
    }

    private static func shape(_ entries: [String: PythonLiteral]) throws(NumPyFileError) -> [Int] {
        guard case .tuple(let lengths) = entries["shape"] else {
            throw malformed("shape", entries["shape"])
        }
        return lengths
    }

    private static func malformed(_ key: String, _ found: PythonLiteral?) -> NumPyFileError {
        NumPyFileError(.malformedHeader, "has \(found.map { "\($0)" } ?? "nothing") as \(key) in its header")
    }
}
