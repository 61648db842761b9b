/// A file that came as a part of a form.
package struct UploadedFile: Sendable {
    enum Contents: Sendable {
        case memory([UInt8])
        case file(NamelessFile)
    }

    /// The name that the client gave it, without folders; may be empty.
    package var name: String
    /// The type that the client gave it, in lower case and without parameters; nil when it gave none.
    package var mediaType: String?
    package let byteCount: Int
    private let contents: Contents

    init(name: String, mediaType: String?, byteCount: Int, contents: Contents) {
        self.name = name
        self.mediaType = mediaType
        self.byteCount = byteCount
        self.contents = contents
    }

    /// What it holds.
    ///
    /// - Throws: When the temporary file that it lies in cannot be read.
    package func bytes() async throws -> [UInt8] {
        switch contents {
        case .memory(let bytes): bytes
        case .file(let file): try await file.bytes(count: byteCount)
        }
    }
}

/// Why a form was not read, or gave no file.
package enum UploadError: Error, Equatable {
    /// The body is no `multipart/form-data`, or not a well-formed one; says what was expected, what was found and where.
    case malformed(String)
    /// The form has no file of that name.
    case missing
    /// The file is larger than the limit, in bytes, or the whole form is larger than such a file's could be, or the fields
    /// that were asked for.
    case tooLarge(limit: Int)
}
