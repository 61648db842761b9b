import Foundation

/// Keeps what a store writes from other users of the machine.
enum PrivateFiles {
    /// Makes the folder of a store, for its owner only. One that is there stays as it is: it may hold more than the store.
    static func makeFolder(_ folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    /// Makes the file of a database, or takes it away from others where they may read it; the files beside it get the same
    /// mode from SQLite.
    ///
    /// Nothing is opened: closing a descriptor would give up the locks that this process holds on the file (fcntl(2)).
    static func protectDatabase(_ path: String) {
        if unsafe mknod(path, S_IFREG | 0o600, 0) == 0 { return }
        for file in [path, path + "-wal", path + "-shm"] {
            var status = stat()
            guard unsafe stat(file, &status) == 0, status.st_mode & 0o077 != 0 else { continue }
            // Who may not change the mode does not own the file, and is told by what fails next if that matters.
            _ = unsafe chmod(file, 0o600)
        }
    }
}
