package import Foundation

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// The right to serve from a data folder, or to replace what is in it: one process has it at a time.
///
/// The store itself may be opened by several processes, so commands beside a server need no lock. This one is advisory
/// (`flock` on `server.lock`) and ends with its process, however that ends. It holds as long as the value lives.
package final class DataFolderLock: Sendable {
    static let fileName = "server.lock"

    private let descriptor: Int32

    /// Makes the folder when it is not there, and locks it without waiting.
    ///
    /// - Throws: `busy` with the number of the process that has the lock, `unavailable`.
    package init(folder: URL) throws(StoreError) {
        let path = folder.appending(path: Self.fileName).path
        try StoreError.wrapping("make the data folder") { try DataFolder.prepare(folder) }
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw StoreError.system("open \(path)") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let error = isHeld ? Self.held(folder, by: path) : StoreError.system("lock \(path)")
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
        tellHolder()
    }

    deinit {
        close(descriptor)
    }

    /// Writes down who has the lock; it holds also where there is no space for that.
    private func tellHolder() {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        guard ftruncate(descriptor, 0) == 0 else { return }
        try? handle.write(contentsOf: Data("\(getpid())\n".utf8))
    }

    private static func held(_ folder: URL, by path: String) -> StoreError {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let holder = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { "process \($0)" }
        return StoreError(
            code: .busy,
            message:
                "\(holder ?? "another process") has the data folder \(folder.relativePath): one server, or restore, at a time"
        )
    }
}

extension StoreError {
    /// What the last call of the system failed with.
    static func system(_ purpose: String) -> StoreError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return StoreError(
            code: number == ENOSPC || number == EDQUOT ? .outOfSpace : .unavailable,
            message: "could not \(purpose): \(reason)"
        )
    }
}
