import DocumentStore
package import Foundation
import RetrievalEngine

/// Backups of a data folder.
package enum DataFolderBackup {
    /// What was written or put back.
    package struct Summary: Encodable, Sendable {
        package var file: String
        /// Bytes of the database.
        package var bytes: Int
        /// When the backup was made, in Unix seconds.
        package var createdAt: Int64
        /// The release that made it.
        package var release: String

        enum CodingKeys: String, CodingKey {
            case file, bytes, release
            case createdAt = "created_at"
        }

        fileprivate init(_ description: BackupDescription, file: URL) {
            self.file = file.relativePath
            bytes = description.parts.first?.bytes ?? 0
            createdAt = description.createdAt
            release = description.release
        }
    }

    /// Writes a backup of a data folder, which may be in use, on the calling thread.
    ///
    /// The file has mode 0600, and takes the place of one of that name only when it is whole and on the disk.
    ///
    /// - Parameter report: Called with the pages that are copied and those there are.
    /// - Throws: ``EngineError``; then there is no new file.
    package static func write(
        to file: URL,
        of folder: URL,
        report: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Summary {
        guard SQLiteStore.exists(in: folder) else {
            throw EngineError(.notFound, "there is no data folder \(folder.relativePath)")
        }
        let draft = URL(filePath: file.path + "." + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: draft) }
        return try reporting("write the backup") {
            // The secret first: one that is made later is not in the tokens of who had one before.
            let secret = try TokenSecret.read(folder.appending(path: TokenSecret.fileName))
            try SQLiteStore(folder: folder).copy(to: draft, report: report)
            let description = try BackupFile.complete(draft, secret: secret)
            try DurableFile.publish(draft, as: file)
            return Summary(description, file: file)
        }
    }

    /// Puts a backup into a data folder, on the calling thread, after it was checked in all its parts.
    ///
    /// - Parameter replacing: Whether what the folder holds may be given up. It is, in one step: whatever ends this before
    ///   leaves it as it was.
    /// - Throws: ``EngineError``; then the folder holds what it held.
    package static func restore(from file: URL, to folder: URL, replacing: Bool) throws -> Summary {
        try reporting("restore the backup") {
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            let description = try BackupFile.description(of: handle)
            let lock = try DataFolderLock(folder: folder)
            defer { withExtendedLifetime(lock) {} }
            if !replacing, SQLiteStore.exists(in: folder), try !SQLiteStore(folder: folder).isUnused() {
                throw EngineError(
                    .alreadyExists,
                    "the data folder \(folder.relativePath) is in use: --replace gives up what it holds"
                )
            }
            let scratch = folder.appending(path: "restore-\(UUID().uuidString)")
            try DataFolder.prepare(scratch)
            defer { try? FileManager.default.removeItem(at: scratch) }
            let secret = try extract(description, of: handle, to: scratch)
            let restored = try checkedStore(in: scratch)
            try SQLiteStore(folder: folder).replaceContents(with: restored)
            if let secret {
                try DurableFile.replace(folder.appending(path: TokenSecret.fileName), with: secret + Array("\n".utf8))
            }
            return Summary(description, file: file)
        }
    }

    /// - Returns: The server's secret, if the backup has one.
    private static func extract(
        _ description: BackupDescription,
        of handle: FileHandle,
        to scratch: URL
    ) throws -> [UInt8]? {
        try BackupFile.extract(description.parts[0], at: 0, of: handle, to: SQLiteStore.file(in: scratch))
        guard description.parts.count == 2 else { return nil }
        let file = scratch.appending(path: TokenSecret.fileName)
        try BackupFile.extract(description.parts[1], at: description.parts[0].bytes, of: handle, to: file)
        return try TokenSecret.read(file)
    }

    /// The store of a backup, brought to the present version, when every invariant holds.
    private static func checkedStore(in scratch: URL) throws -> SQLiteStore {
        let store: SQLiteStore
        do {
            store = try SQLiteStore(folder: scratch)
        } catch  where error.code == .unsupportedVersion {
            throw EngineError(.invalidArgument, "the backup was made by a newer release", cause: error)
        } catch  where error.code == .corruptData {
            throw BackupFile.damaged(error.message)
        }
        let problems = try store.integrityProblems()
        guard problems.isEmpty else { throw BackupFile.damaged(problems.joined(separator: "; ")) }
        return store
    }

    private static func reporting<Value>(_ purpose: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as StoreError {
            throw EngineError(.storageFailure, error.message, cause: error)
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.storageFailure, "could not \(purpose): \(error.localizedDescription)", cause: error)
        }
    }
}
