/// The value of a parameter as text, in each of the forms that clients send.
struct FieldText {
    let string: String

    private init(string: String) {
        self.string = string
    }

    /// As browsers write names: quotation marks and line ends are escaped, nothing else is, not even the percent sign
    /// (WHATWG HTML, "multipart/form-data encoding algorithm").
    init(browsers bytes: ArraySlice<UInt8>) {
        string = Self.text(Self.percentDecoded(bytes) { Self.browserEscapes.contains($0) })
    }

    /// As ``init(browsers:)``, but where every byte is escaped that is none of RFC 3986's unreserved characters, all are
    /// resolved: so aiohttp writes the names of files, while no other client leaves only such characters.
    init(fileName bytes: ArraySlice<UInt8>) {
        if Self.isFullyEscaped(bytes), let text = Self.utf8(Self.percentDecoded(bytes) { _ in true }) {
            self.init(string: text)
        } else {
            self.init(browsers: bytes)
        }
    }

    /// As `UTF-8'en'na%C3%AFve` (RFC 8187); nil when it is not in this form, or in a character set that is neither UTF-8
    /// nor ISO-8859-1.
    init?(extended bytes: ArraySlice<UInt8>) {
        let pieces = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, pieces[2].allSatisfy(\.isTokenByte), Self.hasOnlyWholeEscapes(pieces[2]) else {
            return nil
        }
        let decoded = Self.percentDecoded(pieces[2]) { _ in true }
        switch pieces[0].lowercasedText {
        case "utf-8":
            guard let text = Self.utf8(decoded) else { return nil }
            string = text
        case "iso-8859-1": string = Self.latin1(decoded)
        default: return nil
        }
    }

    private static let browserEscapes: [UInt8] = [UInt8(ascii: "\""), .carriageReturn, .lineFeed]

    // MARK: - Percent escapes

    /// The value of the escape `%XX` that begins at an index; nil when none does.
    private static func escape(in bytes: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex else { return nil }
        guard let high = hexValue(bytes[index + 1]), let low = hexValue(bytes[index + 2]) else { return nil }
        return high << 4 | low
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func percentDecoded(
        _ bytes: ArraySlice<UInt8>,
        where isResolved: (UInt8) -> Bool
    ) -> [UInt8] {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if let value = escape(in: bytes, at: index), isResolved(value) {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func hasOnlyWholeEscapes(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.allSatisfy { bytes[$0] != UInt8(ascii: "%") || escape(in: bytes, at: $0) != nil }
    }

    private static func isFullyEscaped(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.indices.allSatisfy { index in
            bytes[index] == UInt8(ascii: "%")
                ? escape(in: bytes, at: index).map { !isUnreserved($0) } ?? false
                : isUnreserved(bytes[index])
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || unreservedMarks.contains(byte)
    }

    private static let unreservedMarks: [UInt8] = Array("-._~".utf8)

    // MARK: - Character sets

    /// UTF-8, which RFC 7578, section 5.1.2, takes for granted; what is not is taken for ISO-8859-1.
    private static func text(_ bytes: [UInt8]) -> String {
        utf8(bytes) ?? latin1(bytes)
    }

    private static func utf8(_ bytes: [UInt8]) -> String? {
        String(validating: bytes, as: UTF8.self)
    }

    private static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
}
