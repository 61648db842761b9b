/// The header fields of a part as they were sent, up to the empty line that ends them.
struct HeaderBlock {
    /// Complete lines, CR LF included, and the beginning of the next.
    private(set) var bytes: [UInt8] = []
    /// Of its first byte in the body.
    let offset: Int
    private var lineStart = 0

    init(offset: Int = 0) {
        self.offset = offset
    }

    /// Takes what belongs to it from the front of a piece.
    ///
    /// - Parameter limit: Bytes in all.
    /// - Returns: How many bytes were taken, and whether the empty line was among them.
    mutating func append(
        from piece: ArraySlice<UInt8>,
        limit: Int
    ) throws(MultipartError) -> (count: Int, isComplete: Bool) {
        for (count, byte) in piece.enumerated() {
            guard bytes.count < limit else { throw .headersTooLarge(limit: limit, offset: offset + bytes.count) }
            guard (byte == .lineFeed) == (bytes.last == .carriageReturn) else {
                throw .malformed(
                    expected: "CR LF at the end of a header field",
                    found: byte == .lineFeed ? "LF alone" : "CR alone",
                    offset: offset + bytes.count
                )
            }
            bytes.append(byte)
            guard byte == .lineFeed else { continue }
            if bytes.count - lineStart == 2 {
                return (count + 1, true)
            }
            lineStart = bytes.count
        }
        return (piece.count, false)
    }

    /// One header field.
    struct Field {
        /// In lower case.
        var name: String
        var value: ArraySlice<UInt8>
        /// Of the value in the body; where the value was folded, only near it.
        var offset: Int
    }

    /// The fields in their order. A line that begins with a blank goes on with the field before it (RFC 5322, section
    /// 2.2.3).
    ///
    /// - Throws: ``MultipartError/tooManyHeaderFields(limit:offset:)``, and for a line that is no field.
    func fields(limit: Int) throws(MultipartError) -> [Field] {
        var fields: [Field] = []
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: .carriageReturn), end > start {
            let line = bytes[start..<end]
            if bytes[start].isBlank, let last = fields.indices.last {
                fields[last].value += [UInt8(ascii: " ")] + line.trimmed
            } else {
                guard fields.count < limit else { throw .tooManyHeaderFields(limit: limit, offset: offset + start) }
                fields.append(try field(line))
            }
            start = end + 2
        }
        return fields
    }

    private func field(_ line: ArraySlice<UInt8>) throws(MultipartError) -> Field {
        let name = line.prefix(while: \.isTokenByte)
        guard !name.isEmpty, name.endIndex < line.endIndex, line[name.endIndex] == UInt8(ascii: ":") else {
            throw .malformed(
                expected: "a header field as 'Name: value'",
                found: MultipartError.excerpt(of: line),
                offset: offset + line.startIndex
            )
        }
        let value = line[(name.endIndex + 1)...].trimmed
        return Field(name: name.lowercasedText, value: value, offset: offset + value.startIndex)
    }
}
