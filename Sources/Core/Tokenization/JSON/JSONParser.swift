/// A strict JSON parser (RFC 8259) over UTF-8 bytes; nesting is limited to 64 levels.
///
/// - Complexity: O(bytes).
struct JSONParser {
    /// What is wrong, and on which line (from 1).
    struct Failure: Error, Equatable {
        var line: Int
        var message: String
    }

    private static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0

    /// The value that the bytes hold, with nothing but white space around it.
    static func value(of bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure("the end of the file") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return .object(try members(depth: depth))
        case UInt8(ascii: "["): return .array(try elements(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .boolean(true))
        case UInt8(ascii: "f"): return try literal("false", .boolean(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func members(depth: Int) throws(Failure) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        try list(from: "{", to: "}", depth: depth) { parser throws(Failure) in
            parser.skipSpace()
            let name = try parser.string()
            parser.skipSpace()
            try parser.expect(":")
            members.append(JSONValue.Member(name: name, value: try parser.value(depth: depth + 1)))
        }
        return members
    }

    private mutating func elements(depth: Int) throws(Failure) -> [JSONValue] {
        var elements: [JSONValue] = []
        try list(from: "[", to: "]", depth: depth) { parser throws(Failure) in
            elements.append(try parser.value(depth: depth + 1))
        }
        return elements
    }

    private mutating func list(
        from open: Unicode.Scalar,
        to close: Unicode.Scalar,
        depth: Int,
        item: (inout JSONParser) throws(Failure) -> Void
    ) throws(Failure) {
        guard depth < Self.maximumDepth else { throw failure("at most \(Self.maximumDepth) levels of nesting") }
        try expect(open)
        skipSpace()
        if peek == UInt8(ascii: close) {
            position += 1
            return
        }
        while true {
            try item(&self)
            skipSpace()
            guard peek == UInt8(ascii: ",") else { break }
            position += 1
        }
        try expect(close)
    }

    private mutating func literal(_ text: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        for scalar in text.unicodeScalars { try expect(scalar) }
        return value
    }
}

extension JSONParser {
    private mutating func number() throws(Failure) -> String {
        let start = position
        if peek == UInt8(ascii: "-") { position += 1 }
        let leadingZero = peek == UInt8(ascii: "0")
        let integerCount = try digits()
        guard integerCount == 1 || !leadingZero else { throw failure("a number without a leading zero") }
        if peek == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            position += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(Failure) -> Int {
        let start = position
        while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
        guard position > start else { throw failure("a value") }
        return position - start
    }

    private mutating func string() throws(Failure) -> String {
        try expect("\"")
        let start = position
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        var content = bytes[start..<position]
        while peek != UInt8(ascii: "\"") {
            try appendCharacter(to: &content)
        }
        position += 1
        guard let text = String(validating: content, as: UTF8.self) else { throw failure("valid UTF-8 in a string") }
        return text
    }

    private mutating func appendCharacter(to content: inout ArraySlice<UInt8>) throws(Failure) {
        guard let byte = peek, byte >= 0x20 else { throw failure("a closed string without control characters") }
        position += 1
        guard byte == UInt8(ascii: "\\") else { return content.append(byte) }
        guard let escape = peek else { throw failure("an escape") }
        position += 1
        switch escape {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: String(try escapedScalar()).utf8)
        default: throw failure("an escape that JSON knows")
        }
    }

    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        var value = try hexadecimal()
        if 0xD800..<0xDC00 ~= value {
            try expect("\\")
            try expect("u")
            let low = try hexadecimal()
            guard 0xDC00..<0xE000 ~= low else { throw failure("a low surrogate") }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw failure("a high surrogate before a low one") }
        return scalar
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw failure("four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}

extension JSONParser {
    private var peek: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(Failure) {
        guard peek == UInt8(ascii: scalar) else { throw failure("'\(scalar)'") }
        position += 1
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func failure(_ expected: String) -> Failure {
        let found = peek.map { $0 < 0x80 ? "'\(Unicode.Scalar($0))'" : "byte \($0)" } ?? "the end of the file"
        let line = bytes[..<min(position, bytes.count)].count { $0 == 0x0A } + 1
        return Failure(line: line, message: "expected \(expected), found \(found)")
    }
}
