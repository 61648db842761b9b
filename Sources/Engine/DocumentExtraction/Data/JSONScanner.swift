/// Reads the tokens of JSON text (RFC 8259) one after another.
///
/// Foundation's parser loses the order of keys, which carries meaning for a reader.
struct JSONScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        skipWhiteSpace()
    }

    /// True when only white space is left.
    var isAtEnd: Bool { index == bytes.count }

    /// The first byte of the next token, which stays unread.
    func peek() throws(ExtractionError) -> UInt8 {
        guard index < bytes.count else { throw fault("the text ends too early") }
        return bytes[index]
    }

    /// Reads one structural character, or throws.
    mutating func expect(_ byte: UInt8) throws(ExtractionError) {
        guard consume(byte) else { throw fault("expected \"\(Character(Unicode.Scalar(byte)))\"") }
    }

    /// Reads one structural character if it comes next.
    mutating func consume(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        skipWhiteSpace()
        return true
    }

    /// A string's characters, a number as written, "true", "false", or "" for null.
    mutating func readScalar() throws(ExtractionError) -> String {
        if try peek() == UInt8(ascii: "\"") { return try readString() }
        let start = index
        while index < bytes.count, Self.isLiteralByte(bytes[index]) { index += 1 }
        let literal = String(decoding: bytes[start..<index], as: UTF8.self)
        guard literal == "true" || literal == "false" || literal == "null" || Self.isNumber(literal) else {
            index = start
            throw fault("expected a value")
        }
        skipWhiteSpace()
        return literal == "null" ? "" : literal
    }

    /// The characters of a string; a lone surrogate becomes U+FFFD, a raw line end is tolerated.
    mutating func readString() throws(ExtractionError) -> String {
        guard try peek() == UInt8(ascii: "\"") else { throw fault("expected a string") }
        index += 1
        var content: [UInt8] = []
        while true {
            guard index < bytes.count else { throw fault("a string does not end") }
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""):
                skipWhiteSpace()
                return TextNormalization.normalized(String(decoding: content, as: UTF8.self))
            case UInt8(ascii: "\\"): content.append(contentsOf: String(try readEscape()).utf8)
            default: content.append(byte)
            }
        }
    }

    private mutating func readEscape() throws(ExtractionError) -> Unicode.Scalar {
        guard index < bytes.count else { throw fault("a string does not end") }
        index += 1
        switch bytes[index - 1] {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        case let other where "\"\\/".utf8.contains(other): return Unicode.Scalar(other)
        default: throw fault("unknown escape in a string")
        }
    }

    private mutating func readUnicodeEscape() throws(ExtractionError) -> Unicode.Scalar {
        let unit = try readHexadecimal()
        guard 0xD800..<0xDC00 ~= unit, bytes[index...].starts(with: "\\u".utf8) else {
            return Unicode.Scalar(unit) ?? "\u{FFFD}"
        }
        let afterFirst = index
        index += 2
        let second = try readHexadecimal()
        guard 0xDC00..<0xE000 ~= second else {
            index = afterFirst
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    }

    private mutating func readHexadecimal() throws(ExtractionError) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw fault("expected four hexadecimal digits") }
        index += 4
        return value
    }

    private mutating func skipWhiteSpace() {
        while index < bytes.count, " \n\t\r\u{C}".utf8.contains(bytes[index]) { index += 1 }
    }

    private static func isLiteralByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "+-.E".utf8.contains(byte)
        }
    }

    /// RFC 8259 section 6: an optional minus, digits without a leading zero, a fraction, an exponent.
    private static func isNumber(_ literal: String) -> Bool {
        var rest = Substring(literal).utf8
        func takeDigits() -> Int {
            let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            rest = rest.dropFirst(digits.count)
            return digits.count
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let digitCount = takeDigits()
        guard digitCount == 1 || (digitCount > 1 && !startsWithZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            if takeDigits() == 0 { return false }
        }
        if let exponent = rest.first, "eE".utf8.contains(exponent) {
            rest.removeFirst()
            if let sign = rest.first, "+-".utf8.contains(sign) { rest.removeFirst() }
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }

    private func fault(_ reason: String) -> ExtractionError {
        let before = bytes[..<min(index, bytes.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0) + 1
        return ExtractionError(.damaged, "the JSON is not valid at line \(line), column \(column): \(reason)")
    }
}
