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
    /// The file has mode 0600, and takes the place of one of that name only when it is whole and on the disk. Links are
    /// followed. It is written in a folder beside it, `FILE.unfinished`: what a killed process leaves of that, the next backup
    /// to the same file removes.
    ///
    /// - Parameters:
    ///   - checkpoint: Called now and then; what it throws ends the work.
    ///   - report: Called with the pages that are copied and those there are.
    /// - Throws: ``EngineError``, also for a file in the data folder and for what is no regular file; `CancellationError`
    ///   when `checkpoint` does. Then there is no new file.
    package static func write(
        to file: URL,
        of folder: URL,
        checkpoint: @escaping () throws -> Void = {},
        report: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Summary {
        guard SQLiteStore.exists(in: folder) else {
            throw EngineError(.notFound, "there is no data folder \(folder.relativePath)")
        }
        return try reporting("write the backup") {
            let target = try BackupTarget.checked(file, outside: folder)
            let draft = try DraftFolder(of: target)
            defer { draft.remove() }
            // The secret first: one that is made later is not in the tokens of who had one before.
            let secret = try TokenSecret.read(folder.appending(path: TokenSecret.fileName))
            try SQLiteStore(folder: folder).copy(to: draft.file) { done, total in
                try checkpoint()
                report(done, total)
            }
            let description = try BackupFile.complete(draft.file, secret: secret, checkpoint: checkpoint)
            try DurableFile.publish(draft.file, as: target)
            return Summary(description, file: file)
        }
    }

    /// Puts a backup into a data folder, on the calling thread, after it was checked in all its parts.
    ///
    /// The store is replaced in one step, the secret for tokens in another right after it. A process that is killed between
    /// the two leaves the backup's data with the secret that the folder had; the same restore again ends that. Where the
    /// backup has no secret the folder's goes, and the next server makes one: tokens that were made for other data open
    /// nothing.
    ///
    /// - Parameters:
    ///   - replacing: Whether what the folder holds may be given up, readable or not.
    ///   - checkpoint: Called now and then until the store is replaced; what it throws ends the work.
    /// - Throws: ``EngineError``; `CancellationError` when `checkpoint` does. Then the folder holds what it held, unless only
    ///   the secret could not be replaced.
    package static func restore(
        from file: URL,
        to folder: URL,
        replacing: Bool,
        checkpoint: @escaping () throws -> Void = {}
    ) throws -> Summary {
        try reporting("restore the backup") {
            let handle = try FileHandle(forReadingFrom: file)
            defer { try? handle.close() }
            let description = try BackupFile.description(of: handle)
            let lock = try DataFolderLock(folder: folder)
            defer { withExtendedLifetime(lock) {} }
            try removeLeftovers(in: folder)
            let isReadable = try checkPresentStore(in: folder, replacing: replacing)
            let scratch = folder.appending(path: scratchPrefix + UUID().uuidString)
            try DataFolder.prepare(scratch)
            defer { try? FileManager.default.removeItem(at: scratch) }
            let secret = try extract(description, of: handle, to: scratch, checkpoint)
            let restored = try checkedStore(in: scratch)
            try checkpoint()
            if isReadable {
                try SQLiteStore(folder: folder).replaceContents(with: restored, checkpoint: checkpoint)
            } else {
                try restored.takePlace(in: folder)
            }
            let present = folder.appending(path: TokenSecret.fileName)
            if let secret {
                try DurableFile.publish(secret, as: present)
            } else {
                try DurableFile.remove(present)
            }
            return Summary(description, file: file)
        }
    }

    /// What the folders are called in which a restore puts a backup's parts, before a UUID.
    private static let scratchPrefix = "restore-"

    /// Removes what killed restores left; for the holder of the folder's lock.
    private static func removeLeftovers(in folder: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix(scratchPrefix) && UUID(uuidString: String(name.dropFirst(scratchPrefix.count))) != nil {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    /// - Returns: Whether the folder's store can be opened, or made.
    /// - Throws: ``EngineError/Code/alreadyExists`` when it holds something that may not be given up.
    private static func checkPresentStore(in folder: URL, replacing: Bool) throws -> Bool {
        guard SQLiteStore.exists(in: folder) else { return true }
        let isUnused: Bool
        do {
            isUnused = try SQLiteStore(folder: folder).isUnused()
        } catch {
            let unreadable: Set<StoreError.Code> = [.corruptData, .unsupportedVersion, .internalFailure]
            guard unreadable.contains(error.code) else { throw error }
            guard replacing else { throw inUse(folder, "holds what cannot be read (\(error.message))") }
            return false
        }
        guard replacing || isUnused else { throw inUse(folder, "is in use") }
        return true
    }

    private static func inUse(_ folder: URL, _ state: String) -> EngineError {
        EngineError(
            .alreadyExists,
            "the data folder \(folder.relativePath) \(state): --replace gives up what it holds"
        )
    }

    /// - Returns: The file of the server's secret, if the backup has one.
    private static func extract(
        _ description: BackupDescription,
        of handle: FileHandle,
        to scratch: URL,
        _ checkpoint: () throws -> Void
    ) throws -> URL? {
        let database = SQLiteStore.file(in: scratch)
        try BackupFile.extract(description.parts[0], at: 0, of: handle, to: database, checkpoint: checkpoint)
        guard description.parts.count == 2 else { return nil }
        let file = scratch.appending(path: TokenSecret.fileName)
        let place = description.parts[0].bytes
        try BackupFile.extract(description.parts[1], at: place, of: handle, to: file, checkpoint: checkpoint)
        return try TokenSecret.read(file) == nil ? nil : file
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
        } catch let error where error is EngineError || error is CancellationError {
            throw error
        } catch {
            throw EngineError(.storageFailure, "could not \(purpose): \(error.localizedDescription)", cause: error)
        }
    }
}
