package import Foundation
internal import Glibc

/// Who may look into a data folder: its owner alone.
package enum DataFolder {
    /// The files and folders that Roost keeps in a data folder, by the beginnings of their names.
    private static let ownNames = ["roost.sqlite", "jwt-secret", "index-cache", DataFolderLock.fileName, "restore-"]

    /// Makes the folder with mode 0700 when it is not there.
    ///
    /// One that is there gets that mode when it is the caller's own and holds nothing but what Roost keeps in it: a folder
    /// that is used for other things as well stays as open as it is.
    package static func prepare(_ folder: URL) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: folder.path) else {
            return try manager.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        }
        var status = stat()
        guard unsafe stat(folder.path, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o077 != 0 else {
            return
        }
        let names = try manager.contentsOfDirectory(atPath: folder.path)
        guard names.allSatisfy({ name in ownNames.contains { name.hasPrefix($0) } }) else { return }
        try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
    }

    /// Makes the file of a database that is not there yet, empty, in one step: there is no draft of it that a killed process
    /// could leave.
    static func makeDatabase(_ path: String) throws(StoreError) {
        guard unsafe mknod(path, S_IFREG | 0o600, 0) == 0 else { throw StoreError.system("make \(path)") }
    }

    /// Makes the file of a database, or takes it away from others where they may read it; the files beside it get the same
    /// mode from SQLite.
    ///
    /// Nothing is opened: closing a descriptor would give up the locks that this process holds on the file (fcntl(2)).
    static func protectDatabase(_ path: String) {
        if (try? makeDatabase(path)) != nil { return }
        for file in [path, path + "-wal", path + "-shm"] {
            makePrivate(file)
        }
    }

    /// Takes from everybody but the owner what they may do with a file. One that is not there, or not the caller's own, stays
    /// as it is: the latter is told by what fails next, if that matters.
    private static func makePrivate(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return }
        _ = unsafe chmod(path, 0o600)
    }
}
