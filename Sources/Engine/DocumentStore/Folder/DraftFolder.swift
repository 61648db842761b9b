package import Foundation
internal import Glibc

/// Where a database is written until it is whole and gets its name: a folder beside its place, for its owner alone.
///
/// Its name follows from the file's: what a process leaves there that is killed, the next one for the same file removes.
package final class DraftFolder: Sendable {
    private static let lockName = "lock"
    private let folder: URL
    private let lock: FileLock

    /// The draft: nothing, at first.
    package var file: URL { folder.appending(path: "database") }

    /// Makes the folder, or takes over the one that is there, and removes an earlier draft.
    ///
    /// - Throws: `busy` while another draft of the same file is written, `alreadyExists` when what has the folder's name is
    ///   nobody's draft, `unavailable`.
    package init(of target: URL) throws(StoreError) {
        folder = URL(filePath: target.path + ".unfinished", directoryHint: .isDirectory)
        guard unsafe mkdir(folder.path, 0o700) == 0 || errno == EEXIST else {
            throw StoreError.system("make \(folder.path)")
        }
        // Whoever else may look into the folder could read the draft or give it other content.
        var status = stat()
        guard unsafe lstat(folder.path, &status) == 0, status.st_mode & (S_IFMT | 0o077) == S_IFDIR,
            status.st_uid == geteuid()
        else {
            throw StoreError(
                code: .alreadyExists,
                message: "expected \(folder.path) to be what an earlier draft left, or not there: it is something else"
            )
        }
        guard let lock = try FileLock(folder.appending(path: Self.lockName)) else {
            throw StoreError(code: .busy, message: "another process writes \(target.path) at this moment")
        }
        self.lock = lock
        removeDraft()
    }

    /// Removes the folder with the draft, if that has not got its name, unless somebody put something else into it.
    package func remove() {
        removeDraft()
        unsafe unlink(folder.appending(path: Self.lockName).path)
        unsafe rmdir(folder.path)
    }

    /// SQLite's own files beside a database as well.
    private func removeDraft() {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            unsafe unlink(file.path + suffix)
        }
    }
}
