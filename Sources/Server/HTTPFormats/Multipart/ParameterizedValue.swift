/// The value of a header field with parameters: `form-data; name="file"` (RFC 2045, section 5.1; RFC 2183, section 2).
struct ParameterizedValue {
    /// What stands before the parameters, in lower case.
    let essence: String
    /// By their names in lower case.
    let parameters: [String: ArraySlice<UInt8>]

    /// Reads a value. Blanks around the signs, empty parameters and values that should be quoted are let pass.
    ///
    /// - Parameter offset: Where the value stands in the body, for errors.
    /// - Throws: ``MultipartError/malformed(expected:found:offset:)``
    init(_ bytes: ArraySlice<UInt8>, offset: Int) throws(MultipartError) {
        var reader = ByteReader(bytes)
        var parameters: [String: ArraySlice<UInt8>] = [:]
        essence = reader.take { $0 != Self.semicolon }.trimmed.lowercasedText
        while true {
            reader.take { $0.isBlank || $0 == Self.semicolon }
            guard reader.next != nil else { break }
            let start = offset + reader.index - bytes.startIndex
            let (name, value) = try Self.parameter(from: &reader, offset: offset - bytes.startIndex)
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw .malformed(
                    expected: "each parameter once",
                    found: "\(MultipartError.excerpt(of: name.utf8)) again",
                    offset: start
                )
            }
        }
        self.parameters = parameters
    }

    private static let semicolon = UInt8(ascii: ";")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    private static func parameter(
        from reader: inout ByteReader,
        offset: Int
    ) throws(MultipartError) -> (name: String, value: ArraySlice<UInt8>) {
        let name = reader.take(while: \.isTokenByte)
        reader.take(while: \.isBlank)
        guard !name.isEmpty, reader.skip(UInt8(ascii: "=")) else {
            throw failure(expected: "a parameter as name=value", at: reader, offset: offset)
        }
        reader.take(while: \.isBlank)
        guard reader.skip(quote) else {
            return (name.lowercasedText, reader.take { $0 != semicolon }.trimmed)
        }
        let value = unescaped(try quotedText(from: &reader, offset: offset))
        reader.take(while: \.isBlank)
        guard reader.next == nil || reader.next == semicolon else {
            throw failure(expected: "';' after a quoted value", at: reader, offset: offset)
        }
        return (name.lowercasedText, value)
    }

    /// What stands before the closing quotation mark, escapes included.
    private static func quotedText(
        from reader: inout ByteReader,
        offset: Int
    ) throws(MultipartError) -> ArraySlice<UInt8> {
        var isEscaped = false
        let text = reader.take { byte in
            if isEscaped {
                isEscaped = false
                return true
            }
            isEscaped = byte == backslash
            return byte != quote
        }
        guard reader.skip(quote) else {
            throw failure(expected: "the quotation mark that ends a value", at: reader, offset: offset)
        }
        return text
    }

    /// Resolves `\"` and `\\` only: old browsers send the backslashes of `C:\folder\file` as they are.
    private static func unescaped(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard text.contains(backslash) else { return text }
        var result: [UInt8] = []
        var reader = ByteReader(text)
        while let byte = reader.next {
            _ = reader.skip(byte)
            if byte == backslash, let escaped = reader.next, escaped == quote || escaped == backslash {
                _ = reader.skip(escaped)
                result.append(escaped)
            } else {
                result.append(byte)
            }
        }
        return result[...]
    }

    private static func failure(expected: String, at reader: ByteReader, offset: Int) -> MultipartError {
        .malformed(
            expected: expected,
            found: reader.next.map(MultipartError.name(of:)) ?? "the end of the field",
            offset: offset + reader.index
        )
    }
}
