import Foundation
import SystemPackage

/// Files that only this user can read and that live as long as one call.
enum PrivateTemporaryFile {
    /// Writes `bytes` to a new file of mode 0600 in the folder for temporary files, calls `body` with its path, and
    /// removes it.
    static func with<Result: Sendable>(
        _ bytes: [UInt8],
        _ body: (String) async throws -> Result
    ) async throws -> Result {
        let url = FileManager.default.temporaryDirectory.appending(path: "roost-\(UUID().uuidString).pdf")
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            let file = try FileDescriptor.open(
                FilePath(url.path),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite
            )
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            throw ExtractionError(
                .internalFailure,
                "the document could not be written to a temporary file",
                cause: error
            )
        }
        return try await body(url.path)
    }
}
