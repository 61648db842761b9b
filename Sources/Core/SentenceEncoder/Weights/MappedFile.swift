internal import Foundation
internal import Glibc

/// A file's bytes, mapped read-only.
///
/// Pages come into memory when they are read and can leave it again. A file that someone shortens while it is mapped
/// ends the process at the next read: replace model files by renaming, never by writing into them.
///
/// `@unchecked Sendable` and `@safe`: the memory is never written, and pointers to it stay inside this class.
@safe
final class MappedFile: @unchecked Sendable {
    let name: String
    let byteCount: Int
    private let base: UnsafeMutableRawPointer

    init(_ url: URL) throws(EncoderError) {
        name = url.lastPathComponent
        // Without blocking: opening a pipe that nobody writes to would wait for ever.
        let descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.systemError(name, "cannot be opened") }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.systemError(name, "cannot be examined") }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size > 0 else {
            throw EncoderError(.malformedFile, file: name, "expected a file that is not empty")
        }
        byteCount = Int(status.st_size)
        let address = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw Self.systemError(name, "cannot be mapped")
        }
        unsafe base = address
    }

    deinit {
        unsafe munmap(base, byteCount)
    }

    /// Calls `body` with the bytes.
    func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
        try body(unsafe UnsafeRawBufferPointer(start: base, count: byteCount).bytes)
    }

    /// Gives the memory back; pages that are read again come back from the file.
    func releaseMemory() {
        // A refusal costs memory only, and there is nobody to tell.
        _ = unsafe madvise(base, byteCount, MADV_DONTNEED)
    }

    private static func systemError(_ name: String, _ message: String) -> EncoderError {
        let code = errno
        return EncoderError(.unreadableFile, file: name, "\(message): \(unsafe String(cString: strerror(code)))")
    }
}
