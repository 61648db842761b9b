import HTTPFormats
package import Hummingbird
import NIOCore

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

/// Why a form gave no file.
package enum UploadError: Error, Equatable {
    /// The body is no `multipart/form-data`, or not a well-formed one; says what was expected, what was found and where.
    case malformed(String)
    /// The form has no file of that name.
    case missing
    /// The file is larger than the limit, in bytes, or the whole form is larger than such a file's could be.
    case tooLarge(limit: Int)
}

extension Request {
    /// How many bytes a form may have beside the largest file.
    private static let formByteCount = 64 << 10

    /// Reads a form and passes on the file that it has under a name; the file is gone when `body` returns, unless `body`
    /// keeps it.
    ///
    /// A part of that name without a file name is no file, and neither is an empty one with an empty file name: so browsers
    /// send the field of a form in which no file was chosen. All other parts are read and forgotten. What of the body is
    /// not read when this throws is the connection's to skip.
    ///
    /// - Parameters:
    ///   - field: The name of the file's part; of several the first counts.
    ///   - limit: Bytes of the file, at most; the whole form may have 64 KiB more.
    /// - Throws: ``UploadError``; what `body` throws; an error of the system when the file cannot be stored.
    package func withUploadedFile<Result: Sendable>(
        _ field: String,
        upTo limit: Int,
        _ body: (UploadedFile) async throws -> Result
    ) async throws -> Result {
        try await body(try await uploadedFile(field, upTo: limit))
    }

    private func uploadedFile(_ field: String, upTo limit: Int) async throws -> UploadedFile {
        do {
            let boundary = try MultipartBoundary(contentType: headers[.contentType] ?? "")
            if let declared = headers[.contentLength].flatMap(Int.init), declared - Self.formByteCount > limit {
                throw UploadError.tooLarge(limit: limit)
            }
            return try await uploadedFile(field, upTo: limit, boundary: boundary)
        } catch let error as MultipartError {
            throw UploadError.malformed("\(error)")
        }
    }

    private func uploadedFile(
        _ field: String,
        upTo limit: Int,
        boundary: MultipartBoundary
    ) async throws -> UploadedFile {
        var parser = MultipartParser(boundary: boundary)
        var collector = UploadCollector(field: field, limit: limit)
        var byteCount = 0
        for try await buffer in self.body {
            byteCount += buffer.readableBytes
            guard byteCount - Self.formByteCount <= limit else { throw UploadError.tooLarge(limit: limit) }
            for event in try parser.receive(Array(buffer: buffer)[...]) {
                try await collector.receive(event)
            }
        }
        // A cancelled task reads the end of the body too early.
        try Task.checkCancellation()
        try parser.finish()
        guard let file = collector.file else { throw UploadError.missing }
        return file
    }
}
