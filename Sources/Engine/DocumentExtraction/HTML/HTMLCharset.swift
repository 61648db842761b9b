/// Finds the encoding that an HTML document says it is in.
enum HTMLCharset {
    /// The label in the first `<meta charset=…>`, `<meta http-equiv … content="…; charset=…">` or XML declaration.
    ///
    /// The WHATWG algorithm looks at the first 1,024 bytes only; pages with long scripts before the declaration exist,
    /// and browsers find it there too (by parsing), so all bytes are searched.
    ///
    /// - Returns: Nil without a declaration, and for UTF-16 and UTF-32, which cannot be declared in ASCII.
    /// - Complexity: O(`bytes.count`).
    static func declared(in bytes: [UInt8]) -> String? {
        if bytes.starts(with: "<?xml".utf8), let end = bytes.firstIndex(of: UInt8(ascii: ">")) {
            if let label = value(after: "encoding", in: bytes[..<end]) { return label }
        }
        var rest = bytes[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            guard rest.prefix(4).map({ $0 | 0x20 }).elementsEqual("meta".utf8) else { continue }
            let end = rest.firstIndex(of: UInt8(ascii: ">")) ?? rest.endIndex
            if let label = value(after: "charset", in: rest[..<end]) { return label }
            rest = rest[end...]
        }
        return nil
    }

    /// The word after `key`, an equals sign and an optional quote.
    private static func value(after key: String, in bytes: ArraySlice<UInt8>) -> String? {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        guard let range = text.firstRange(of: key) else { return nil }
        let afterKey = text[range.upperBound...].drop(while: \.isWhitespace)
        guard afterKey.first == "=" else { return nil }
        let label = afterKey.dropFirst().drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
            .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.".contains($0)) }
        let isWide = label.hasPrefix("utf-16") || label.hasPrefix("utf-32")
        return label.isEmpty || isWide ? nil : String(label)
    }
}
