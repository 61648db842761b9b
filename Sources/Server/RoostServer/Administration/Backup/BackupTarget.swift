import Foundation
import Glibc
import RetrievalEngine

/// Where a backup may be written: what it is written over is gone.
enum BackupTarget {
    /// The file that a path names, or will name, with all links followed.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` for what is no regular file, and for a place in the data folder.
    static func checked(_ file: URL, outside dataFolder: URL) throws -> URL {
        let target = try resolved(file)
        guard let folder = realPath(of: dataFolder) else {
            throw EngineError(.notFound, "there is no data folder \(dataFolder.relativePath)")
        }
        guard !target.pathComponents.starts(with: URL(filePath: folder).pathComponents) else {
            throw EngineError(
                .invalidArgument,
                "expected a file outside the data folder to write the backup to: \(file.path) is in \(folder)"
            )
        }
        return target
    }

    private static func resolved(_ file: URL) throws -> URL {
        var status = stat()
        guard unsafe lstat(file.path, &status) == 0 else {
            let parent = file.deletingLastPathComponent()
            guard let folder = realPath(of: parent) else {
                throw EngineError(.invalidArgument, "there is no folder \(parent.path) to write the backup to")
            }
            return URL(filePath: folder, directoryHint: .isDirectory).appending(path: file.lastPathComponent)
        }
        guard let path = realPath(of: file), unsafe stat(path, &status) == 0 else {
            throw refusal(of: file, "a link to nothing")
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return URL(filePath: path)
        case S_IFDIR: throw refusal(of: file, "a folder")
        default: throw refusal(of: file, "a device, pipe or socket")
        }
    }

    private static func refusal(of file: URL, _ kind: String) -> EngineError {
        EngineError(
            .invalidArgument,
            "expected a file, or nothing yet, to write the backup to: \(file.path) is \(kind)"
        )
    }

    private static func realPath(of url: URL) -> String? {
        guard let path = unsafe realpath(url.path, nil) else { return nil }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
