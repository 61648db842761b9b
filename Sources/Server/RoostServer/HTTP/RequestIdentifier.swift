package import HTTPTypes

/// What tells a request from all others, in its answer's header `X-Request-ID` and in its log lines.
package struct RequestIdentifier: Sendable, Equatable {
    package static let header = HTTPField.Name("X-Request-ID")
    package static let maximumByteCount = 128

    package let text: String

    /// A new one: 128 random bits in hexadecimal.
    package init() {
        let halves = (0..<2).map { _ in
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        text = halves.joined()
    }

    /// The client's own: 1 to 128 ASCII letters, digits, dots, colons, hyphens and underscores, so that it can neither begin
    /// a line nor close a quotation wherever it is written; nil for any other.
    package init?(_ text: String) {
        guard (1...Self.maximumByteCount).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        self.text = text
    }

    init(_ headers: HTTPFields) {
        let own = Self.header.flatMap { headers[$0] }.flatMap { Self($0) }
        self = own ?? Self()
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
