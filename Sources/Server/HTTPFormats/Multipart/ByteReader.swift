/// Walks over the bytes of a header field.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    /// The byte to come; nil at the end.
    var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    /// Goes past a byte if it is the one to come.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    /// Goes past the bytes that are of a kind and returns them.
    @discardableResult
    mutating func take(while isOfKind: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = index
        while let next, isOfKind(next) {
            index += 1
        }
        return bytes[start..<index]
    }
}

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// Whether it may be in a token (RFC 9110, section 5.6.2).
    var isTokenByte: Bool { isASCIILetterOrDigit || Self.tokenMarks.contains(self) }

    private static let tokenMarks: [UInt8] = Array("!#$%&'*+-.^_`|~".utf8)
}

extension ArraySlice<UInt8> {
    /// Without the blanks at both ends.
    var trimmed: ArraySlice<UInt8> {
        let end = lastIndex { !$0.isBlank }.map { $0 + 1 } ?? startIndex
        return self[..<end].drop(while: \.isBlank)
    }

    /// As text in lower case.
    var lowercasedText: String { String(decoding: self, as: UTF8.self).lowercased() }
}
