/// A value in the header of a NumPy file.
enum PythonLiteral: Equatable {
    case string(String)
    case boolean(Bool)
    case tuple([Int])
}

/// Reads the part of Python's literal syntax that headers of NumPy files use: a dictionary whose keys are strings and
/// whose values are strings, booleans and tuples of integers.
///
/// Looks at each byte a bounded number of times and does not recurse, so any input ends soon.
struct PythonLiteralParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads all bytes as one dictionary, which white space may surround.
    mutating func parseDictionary() throws(NumPyFileError) -> [String: PythonLiteral] {
        var entries: [String: PythonLiteral] = [:]
        try expect("{")
        while !skip("}") {
            guard case .string(let key) = try parseValue() else { throw malformed("a key") }
            try expect(":")
            guard entries.updateValue(try parseValue(), forKey: key) == nil else {
                throw NumPyFileError(.malformedHeader, "has the header key \(key) twice")
            }
            if !skip(",") {
                try expect("}")
                break
            }
        }
        skipWhiteSpace()
        guard position == bytes.count else { throw malformed("the end") }
        return entries
    }

    private mutating func parseValue() throws(NumPyFileError) -> PythonLiteral {
        skipWhiteSpace()
        guard position < bytes.count else { throw malformed("a value") }
        switch bytes[position] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            return .string(try parseString())
        case UInt8(ascii: "("):
            return .tuple(try parseTuple())
        case UInt8(ascii: "["):
            throw NumPyFileError(.unsupportedElementType, "holds records, not numbers")
        default:
            if skipWord("True") { return .boolean(true) }
            if skipWord("False") { return .boolean(false) }
            throw malformed("a value")
        }
    }

    /// A string without escapes: NumPy writes none for element types of numbers.
    private mutating func parseString() throws(NumPyFileError) -> String {
        let quote = bytes[position]
        let start = position + 1
        guard let end = bytes[start...].firstIndex(of: quote), !bytes[start..<end].contains(UInt8(ascii: "\\")) else {
            throw malformed("a string")
        }
        position = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    private mutating func parseTuple() throws(NumPyFileError) -> [Int] {
        var numbers: [Int] = []
        try expect("(")
        while !skip(")") {
            numbers.append(try parseInteger())
            if !skip(",") {
                try expect(")")
                break
            }
        }
        return numbers
    }

    /// A decimal integer that is not negative, also with the `L` that Python 2 put behind long ones.
    private mutating func parseInteger() throws(NumPyFileError) -> Int {
        skipWhiteSpace()
        let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw malformed("a length that fits into 64 bits")
        }
        position = digits.endIndex
        if position < bytes.count, bytes[position] == UInt8(ascii: "L") { position += 1 }
        return number
    }
}

extension PythonLiteralParser {
    private mutating func skipWhiteSpace() {
        while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) {
            position += 1
        }
    }

    /// Skips white space and then the character, if it is there.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipWhiteSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(NumPyFileError) {
        guard skip(character) else { throw malformed("'\(character)'") }
    }

    private mutating func skipWord(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private func malformed(_ expected: String) -> NumPyFileError {
        let found = position < bytes.count ? "byte \(bytes[position])" : "the end"
        return NumPyFileError(
            .malformedHeader,
            "has \(found) at byte \(position) of its header's text, expected \(expected)"
        )
    }
}
