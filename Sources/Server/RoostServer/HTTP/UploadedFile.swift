import Hummingbird
import RetrievalEngine

/// A file that came as a part of a form.
struct UploadedFile: Sendable {
    /// The name that the client gave it, without folders; may be empty.
    var name: String
    /// The type that the client gave it, in lower case and without parameters; nil when it gave none.
    var mediaType: String?
    var byteCount: Int

    /// What it holds.
    func bytes() async throws -> [UInt8] { [] }
}

/// Why a form gave no file.
enum UploadError: Error, Equatable {
    /// The body is no `multipart/form-data`, or not a well-formed one.
    case malformed(String)
    /// The form has no file of that name.
    case missing
    /// The file is larger than the limit.
    case tooLarge(limit: Int)
}

extension Request {
    /// Reads a form and passes on the file that it has under a name; the file is gone when `body` returns.
    ///
    /// - Parameters:
    ///   - field: The name of the file's part; of several the first counts.
    ///   - limit: Bytes of the file, at most.
    /// - Throws: ``UploadError``; what `body` throws.
    func withUploadedFile<Result: Sendable>(
        _ field: String,
        upTo limit: Int,
        _ body: (UploadedFile) async throws -> Result
    ) async throws -> Result {
        throw UploadError.missing
    }
}
