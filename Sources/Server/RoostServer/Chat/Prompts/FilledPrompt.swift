/// A prompt's content with values in the place of its placeholders.
///
/// A placeholder is `{name}`, the name being of ASCII letters, digits and underscores and not beginning with a digit.
/// Values are not looked through for placeholders again. One without a value stays as it is, so that JSON and code in a
/// prompt survive.
struct FilledPrompt: Sendable, Equatable {
    private(set) var text: String
    /// The names of the placeholders without a value, each once, in the order of their first place.
    private(set) var missingVariables: [String]

    /// - Parameter maximumByteCount: The most bytes of UTF-8 that the text may have: a small body could ask for very many.
    /// - Throws: 400 when it would have more.
    /// - Complexity: O(bytes of the content and of the text).
    init(_ content: String, variables: [String: String], maximumByteCount: Int) throws {
        let bytes = Array(content.utf8)
        let values = variables.mapValues { Array($0.utf8) }
        var filled: [UInt8] = []
        var missing: [String] = []
        func append(_ part: some Collection<UInt8>) throws {
            guard filled.count + part.count <= maximumByteCount else {
                throw APIFailure.badRequest("The filled prompt is longer than \(maximumByteCount) bytes")
            }
            filled += part
        }
        var rest = bytes[...]
        while let brace = rest.firstIndex(of: UInt8(ascii: "{")) {
            try append(rest[..<brace])
            guard let name = Self.placeholder(at: brace, in: bytes) else {
                try append(CollectionOfOne(bytes[brace]))
                rest = bytes[(brace + 1)...]
                continue
            }
            let end = brace + name.utf8.count + 2
            if let value = values[name] {
                try append(value)
            } else {
                try append(bytes[brace..<end])
                missing.append(name)
            }
            rest = bytes[end...]
        }
        try append(rest)
        text = String(decoding: filled, as: UTF8.self)
        var seen: Set<String> = []
        missingVariables = missing.filter { seen.insert($0).inserted }
    }

    /// The name between the brace at an index and the next closing one; nil when that is no placeholder.
    private static func placeholder(at brace: Int, in bytes: [UInt8]) -> String? {
        let name = bytes[(brace + 1)...].prefix(while: isNameByte)
        guard let first = name.first, !isDigit(first), name.endIndex < bytes.count,
            bytes[name.endIndex] == UInt8(ascii: "}")
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return isDigit(byte) || byte == UInt8(ascii: "_") || letters.contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
