/// The query of a URL as names and values.
package struct QueryItems: Sendable {
    private let items: [(name: String, value: String)]

    /// - Parameter query: What follows the question mark; nil when there is none.
    package init(_ query: String?) {
        items = (query ?? "").split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.decode(parts[0]), parts.count > 1 ? Self.decode(parts[1]) : "")
        }
    }

    /// The last value of that name, as Python frameworks take it; nil when there is none.
    package subscript(name: String) -> String? {
        items.last { $0.name == name }?.value
    }

    private static func decode(_ text: Substring) -> String {
        PercentEncoding.decode(text.replacing("+", with: " "))
    }
}

/// The percent-encoding of RFC 3986, section 2.1.
enum PercentEncoding {
    /// Decodes a text; what is no valid escape stays as it is, and bytes that are not UTF-8 become U+FFFD.
    static func decode(_ text: some StringProtocol) -> String {
        guard text.contains("%") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = hexadecimal(rest.prefix(2)) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }) else {
            return nil
        }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
