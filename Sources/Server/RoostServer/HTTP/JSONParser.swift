package import RetrievalEngine

/// Reads one JSON text (RFC 8259) from hostile bytes.
///
/// Stricter than Foundation where a server must be, and exact where clients look: the nesting is bounded, the bytes must
/// be UTF-8, numbers must be finite, and an error has the place and the wording that clients of Python services know.
/// Of equal keys in one object the last wins.
///
/// - Complexity: O(bytes).
package struct JSONParser {
    /// Why a text is not JSON.
    package struct SyntaxError: Error, Equatable {
        /// Where, in bytes from the start.
        package var byteOffset: Int
        package var reason: String
    }

    /// Arrays and objects that may be open at once.
    package static let maximumDepth = 128
    /// Values that a text may have in any case; a larger one may have one for 32 bytes. A value takes some 40 bytes of
    /// memory, and `[[],[],…` has one for three bytes.
    package static let maximumValueCount = 500_000
    private static let byteCountPerValue = 32

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0
    private var freeValueCount: Int

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        freeValueCount = max(Self.maximumValueCount, bytes.count / Self.byteCountPerValue)
    }

    /// Parses a whole text; a byte order mark before it is skipped.
    package static func parse(_ bytes: [UInt8]) throws(SyntaxError) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw SyntaxError(byteOffset: 0, reason: "Invalid UTF-8")
        }
        var parser = JSONParser(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            parser.index = 3
        }
        let value = try parser.value()
        parser.skipWhitespace()
        guard parser.index == bytes.count else { throw parser.failure("Extra data") }
        return value
    }

    private func failure(_ reason: String) -> SyntaxError {
        SyntaxError(byteOffset: index, reason: reason)
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipWhitespace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }

    private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    private mutating func value() throws(SyntaxError) -> JSONValue {
        skipWhitespace()
        freeValueCount -= 1
        guard freeValueCount >= 0 else { throw failure("Too many values") }
        switch current.map(Unicode.Scalar.init) {
        case "{": return .object(try nested { (parser) throws(SyntaxError) in try parser.members() })
        case "[": return .array(try nested { (parser) throws(SyntaxError) in try parser.elements() })
        case "\"": return .string(try string())
        case "t": return try literal("true", .bool(true))
        case "f": return try literal("false", .bool(false))
        case "n": return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(SyntaxError) -> JSONValue {
        guard bytes[index...].starts(with: text.description.utf8) else { throw failure("Expecting value") }
        index += text.utf8CodeUnitCount
        return value
    }

    private mutating func nested<Value>(
        _ body: (inout Self) throws(SyntaxError) -> Value
    ) throws(SyntaxError) -> Value {
        guard depth < Self.maximumDepth else { throw failure("More than \(Self.maximumDepth) levels of nesting") }
        depth += 1
        index += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func elements() throws(SyntaxError) -> [JSONValue] {
        var elements: [JSONValue] = []
        skipWhitespace()
        if skip("]") { return elements }
        while true {
            elements.append(try value())
            skipWhitespace()
            if skip("]") { return elements }
            guard skip(",") else { throw failure("Expecting ',' delimiter") }
        }
    }

    private mutating func members() throws(SyntaxError) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        skipWhitespace()
        if skip("}") { return members }
        while true {
            skipWhitespace()
            guard current == UInt8(ascii: "\"") else {
                throw failure("Expecting property name enclosed in double quotes")
            }
            let name = try string()
            skipWhitespace()
            guard skip(":") else { throw failure("Expecting ':' delimiter") }
            members[name] = try value()
            skipWhitespace()
            if skip("}") { return members }
            guard skip(",") else { throw failure("Expecting ',' delimiter") }
        }
    }
}

// MARK: - Numbers

extension JSONParser {
    /// An integer that fits 64 bits stays one; everything else is a double.
    private mutating func number() throws(SyntaxError) -> JSONValue {
        let start = index
        _ = skip("-")
        if !skip("0") {
            guard skipDigits() else {
                index = start
                throw failure("Expecting value")
            }
        }
        var isInteger = true
        if skip(".") {
            isInteger = false
            guard skipDigits() else { throw failure("Expecting a digit") }
        }
        if skip("e") || skip("E") {
            isInteger = false
            if !skip("+") { _ = skip("-") }
            guard skipDigits() else { throw failure("Expecting a digit") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let value = Int64(text) {
            return .integer(value)
        }
        guard let value = Double(text), value.isFinite else {
            index = start
            throw failure("Number out of range")
        }
        return .number(value)
    }

    private mutating func skipDigits() -> Bool {
        let start = index
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            index += 1
        }
        return index > start
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func string() throws(SyntaxError) -> String {
        let start = index
        index += 1
        var result = ""
        while true {
            let runStart = index
            while let byte = current, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                index += 1
            }
            result += String(decoding: bytes[runStart..<index], as: UTF8.self)
            guard let byte = current else {
                index = start
                throw failure("Unterminated string starting at")
            }
            guard byte >= 0x20 else { throw failure("Invalid control character at") }
            index += 1
            if byte == UInt8(ascii: "\"") { return result }
            result.unicodeScalars.append(try escapedScalar())
        }
    }

    /// The scalar after a backslash; a surrogate without its partner is refused, as no Unicode text can hold it.
    private mutating func escapedScalar() throws(SyntaxError) -> Unicode.Scalar {
        guard let byte = current else { throw failure("Unterminated string starting at") }
        index += 1
        switch Unicode.Scalar(byte) {
        case "\"": return "\""
        case "\\": return "\\"
        case "/": return "/"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u": return try unicodeScalar()
        default:
            index -= 1
            throw failure("Invalid \\escape")
        }
    }

    private mutating func unicodeScalar() throws(SyntaxError) -> Unicode.Scalar {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) {
            return scalar
        }
        if unit < 0xDC00, skip("\\"), skip("u") {
            let trail = try codeUnit()
            if (0xDC00...0xDFFF).contains(trail),
                let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (trail - 0xDC00))
            {
                return scalar
            }
        }
        throw failure("Unpaired surrogate in \\uXXXX escape")
    }

    private mutating func codeUnit() throws(SyntaxError) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("Invalid \\uXXXX escape") }
        index += 4
        return value
    }
}
