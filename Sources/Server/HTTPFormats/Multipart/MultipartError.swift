/// Why a body is no form that can be read. Offsets are in bytes from the beginning of the body.
package enum MultipartError: Error, Equatable {
    /// The header field `Content-Type` announces no form, or its boundary is none.
    case contentType(expected: String, found: String)
    case malformed(expected: String, found: String, offset: Int)
    /// The body ended too early.
    case truncated(expected: String, offset: Int)
    case tooManyParts(limit: Int, offset: Int)
    case tooManyHeaderFields(limit: Int, offset: Int)
    /// The header fields of one part are too long, in bytes.
    case headersTooLarge(limit: Int, offset: Int)
    /// The parts that are no files are too long together, in bytes; tells where the part begins that was too much.
    case fieldsTooLarge(limit: Int, offset: Int)
}

extension MultipartError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .contentType(let expected, let found):
            "expected \(expected) in Content-Type, found \(found)"
        case .malformed(let expected, let found, let offset):
            "expected \(expected), found \(found) at byte \(offset)"
        case .truncated(let expected, let offset):
            "expected \(expected), found the end of the body at byte \(offset)"
        case .tooManyParts(let limit, let offset):
            "expected at most \(limit) parts, found more at byte \(offset)"
        case .tooManyHeaderFields(let limit, let offset):
            "expected at most \(limit) header fields in a part, found more at byte \(offset)"
        case .headersTooLarge(let limit, let offset):
            "expected at most \(limit) bytes of header fields in a part, found more at byte \(offset)"
        case .fieldsTooLarge(let limit, let offset):
            "expected at most \(limit) bytes in the parts without a file name, found more with the part at byte \(offset)"
        }
    }
}

extension MultipartError {
    /// A byte as an error names it.
    static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte \(byte)"
    }

    /// The beginning of some bytes as an error shows them: others than printable ASCII as question marks.
    static func excerpt(of bytes: some Collection<UInt8>) -> String {
        guard !bytes.isEmpty else { return "nothing" }
        let shown = bytes.prefix(60).map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return "'\(String(decoding: shown, as: UTF8.self))\(bytes.count > 60 ? "…" : "")'"
    }
}
