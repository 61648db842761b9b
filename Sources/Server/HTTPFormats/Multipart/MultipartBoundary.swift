/// What separates the parts of a form (RFC 2046, section 5.1.1).
package struct MultipartBoundary: Sendable, Equatable {
    /// 1 to 70 bytes of ASCII, without the two hyphens before it.
    package let bytes: [UInt8]

    /// Reads the boundary from the value of a header field `Content-Type`.
    ///
    /// - Throws: ``MultipartError/contentType(expected:found:)`` when the type is not `multipart/form-data`, and when the
    ///   boundary is missing, too long or has characters that no boundary has.
    package init(contentType: String) throws(MultipartError) {
        let value: ParameterizedValue
        do {
            value = try ParameterizedValue(Array(contentType.utf8)[...], offset: 0)
        } catch {
            throw .contentType(
                expected: "a media type with parameters",
                found: MultipartError.excerpt(of: contentType.utf8)
            )
        }
        guard value.essence == "multipart/form-data" else {
            throw .contentType(
                expected: "multipart/form-data",
                found: MultipartError.excerpt(of: contentType.utf8)
            )
        }
        let boundary = value.parameters["boundary"] ?? []
        guard (1...70).contains(boundary.count), boundary.allSatisfy(Self.mayContain), boundary.last?.isBlank == false
        else {
            throw .contentType(
                expected: "a boundary of 1 to 70 characters",
                found: MultipartError.excerpt(of: boundary)
            )
        }
        bytes = Array(boundary)
    }

    private static func mayContain(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || marks.contains(byte)
    }

    private static let marks: [UInt8] = Array("'()+_,-./:=? ".utf8)
}
