extension MultipartPart {
    /// Reads what a part's header fields say.
    ///
    /// - Throws: When there is no `Content-Disposition: form-data` with a name (RFC 7578, section 4.2), when a field is
    ///   there twice, and when the part is encoded, which section 4.7 forbids and nothing here would decode.
    init(_ block: HeaderBlock, fieldLimit: Int) throws(MultipartError) {
        var fields: [String: HeaderBlock.Field] = [:]
        for field in try block.fields(limit: fieldLimit) where Self.readNames.contains(field.name) {
            guard fields.updateValue(field, forKey: field.name) == nil else {
                throw .malformed(
                    expected: "each header field once",
                    found: "\(field.name) again",
                    offset: field.offset
                )
            }
        }
        try Self.requirePlainBytes(fields["content-transfer-encoding"])
        guard let disposition = fields["content-disposition"] else {
            throw .malformed(expected: "Content-Disposition in a part", found: "none", offset: block.offset)
        }
        let value = try ParameterizedValue(disposition.value, offset: disposition.offset)
        guard value.essence == "form-data", let name = value.text(of: "name", decoding: FieldText.init(browsers:))
        else {
            throw .malformed(
                expected: "form-data with a name in Content-Disposition",
                found: MultipartError.excerpt(of: disposition.value),
                offset: disposition.offset
            )
        }
        self.init(
            name: name,
            fileName: value.text(of: "filename", decoding: FieldText.init(fileName:)).map(FileName.lastComponent(of:)),
            mediaType: fields["content-type"].flatMap { Self.mediaType($0.value) }
        )
    }

    private static let readNames: Set = ["content-disposition", "content-type", "content-transfer-encoding"]

    private static func requirePlainBytes(_ encoding: HeaderBlock.Field?) throws(MultipartError) {
        guard let encoding, !["7bit", "8bit", "binary", ""].contains(encoding.value.lowercasedText) else { return }
        throw .malformed(
            expected: "a part that is not encoded",
            found: "Content-Transfer-Encoding \(MultipartError.excerpt(of: encoding.value))",
            offset: encoding.offset
        )
    }

    private static func mediaType(_ value: ArraySlice<UInt8>) -> String? {
        let essence = value.prefix { $0 != UInt8(ascii: ";") }.trimmed
        let halves = essence.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isTokenByte) }) else { return nil }
        return essence.lowercasedText
    }
}

extension ParameterizedValue {
    /// A parameter as text; its extended form, which names the character set, is preferred where it can be read.
    fileprivate func text(of name: String, decoding: (ArraySlice<UInt8>) -> FieldText) -> String? {
        parameters[name + "*"].flatMap { FieldText(extended: $0)?.string }
            ?? parameters[name].map { decoding($0).string }
    }
}
