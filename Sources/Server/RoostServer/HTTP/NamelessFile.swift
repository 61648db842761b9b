import Foundation
import NIOPosix
import SystemPackage

/// A file in the folder for temporary files that only this process can reach: its name is removed as soon as it is open,
/// so that it is gone with its last reference, and with the process, whatever happens.
///
/// All access is on the threads that NIO has for blocking work.
final class NamelessFile: Sendable {
    /// The file ended before the bytes that were written.
    struct Shortened: Error {
        var expectedByteCount: Int
        var byteCount: Int
    }

    private let descriptor: FileDescriptor

    private init(descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        // Nobody is left to be told of an error, and no work is in progress, for that would hold a reference.
        NIOThreadPool.singleton.submit { [descriptor] _ in try? descriptor.close() }
    }

    /// Creates an empty file, of mode 0600.
    ///
    /// - Throws: `Errno`; `CancellationError` when the task was cancelled before a thread was free.
    static func create() async throws -> NamelessFile {
        try await NIOThreadPool.singleton.runIfActive {
            let name = "roost-upload-\(UUID().uuidString)"
            let path = FileManager.default.temporaryDirectory.appending(path: name).path
            let descriptor = try FileDescriptor.open(
                FilePath(path),
                .readWrite,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite
            )
            let file = NamelessFile(descriptor: descriptor)
            try FileManager.default.removeItem(atPath: path)
            return file
        }
    }

    /// Writes at the end.
    ///
    /// - Throws: As ``create()``.
    func append(_ bytes: [UInt8]) async throws {
        try await NIOThreadPool.singleton.runIfActive { _ = try self.descriptor.writeAll(bytes) }
    }

    /// Its first bytes.
    ///
    /// - Throws: As ``create()``; ``Shortened`` when it has fewer.
    func bytes(count: Int) async throws -> [UInt8] {
        try await NIOThreadPool.singleton.runIfActive {
            var bytes = [UInt8](repeating: 0, count: count)
            var filled = 0
            while filled < count {
                let readCount = try unsafe bytes.withUnsafeMutableBytes { buffer in
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                    return try unsafe self.descriptor.read(fromAbsoluteOffset: Int64(filled), into: rest)
                }
                guard readCount > 0 else { throw Shortened(expectedByteCount: count, byteCount: filled) }
                filled += readCount
            }
            return bytes
        }
    }
}
