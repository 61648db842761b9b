package import Foundation
internal import Glibc

/// The right to serve from a data folder, or to replace what is in it: one process has it at a time.
///
/// The store itself may be opened by several processes, so commands beside a server need no lock. This one is advisory
/// (`flock` on `server.lock`) and ends with its process, however that ends. It holds as long as the value lives.
package final class DataFolderLock: Sendable {
    static let fileName = "server.lock"

    private let lock: FileLock

    /// Makes the folder when it is not there, and locks it without waiting.
    ///
    /// - Throws: `busy` with the number of the process that has the lock, `unavailable`.
    package init(folder: URL) throws(StoreError) {
        let file = folder.appending(path: Self.fileName)
        try StoreError.wrapping("make the data folder") { try DataFolder.prepare(folder) }
        guard let lock = try FileLock(file) else { throw Self.held(folder, by: file) }
        self.lock = lock
        tellHolder()
    }

    deinit {
        // So that the next holder is not taken for this one before it has told who it is.
        ftruncate(lock.descriptor, 0)
    }

    /// Writes down who has the lock; it holds also where there is no space for that.
    private func tellHolder() {
        let handle = FileHandle(fileDescriptor: lock.descriptor, closeOnDealloc: false)
        guard ftruncate(lock.descriptor, 0) == 0 else { return }
        try? handle.write(contentsOf: Data("\(getpid())\n".utf8))
    }

    /// A holder that was killed leaves its number until the next one writes its own: a process that is gone has no lock.
    private static func held(_ folder: URL, by file: URL) -> StoreError {
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)).flatMap { $0 > 0 ? $0 : nil }
        let holder = number.flatMap { kill($0, 0) == 0 || errno == EPERM ? "process \($0)" : nil }
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
