internal import Foundation
internal import Glibc

/// The use of a file for one process at a time, among those that ask for it (`flock`). It ends with the process, however that
/// ends, and holds as long as the value lives.
final class FileLock: Sendable {
    let descriptor: Int32

    /// Locks a file without waiting, and makes it with mode 0600 when it is not there.
    ///
    /// - Returns: nil when another has the lock.
    /// - Throws: `unavailable`, `outOfSpace`.
    init?(_ file: URL) throws(StoreError) {
        while true {
            let descriptor = unsafe file.path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
            guard descriptor >= 0 else { throw StoreError.system("open \(file.path)") }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let isHeld = errno == EWOULDBLOCK
                let error = StoreError.system("lock \(file.path)")
                close(descriptor)
                if isHeld { return nil }
                throw error
            }
            // The one who had the lock before may have removed the file.
            if Self.isFile(descriptor, at: file.path) {
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit {
        close(descriptor)
    }

    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var locked = stat()
        var present = stat()
        guard unsafe fstat(descriptor, &locked) == 0, unsafe stat(path, &present) == 0 else { return false }
        return locked.st_dev == present.st_dev && locked.st_ino == present.st_ino
    }
}
