import DocumentStore
import Foundation
import GRDB
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Backups of data folders", .timeLimit(.minutes(1)))
struct BackupTests {
    private let directory: TemporaryDirectory
    private var folder: URL { directory.url.appending(path: "data") }
    private var file: URL { directory.url.appending(path: "backup") }
    private var target: URL { directory.url.appending(path: "target") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func notes(in folder: URL) throws -> any CollectionHandle {
        try SQLiteStore(folder: folder).openOrCreateCollection(
            named: "notes",
            owner: .local,
            model: EmbeddingModelIdentity(name: "tiny", dimension: 4)
        )
    }

    @discardableResult
    private func add(_ number: Int, to collection: any CollectionHandle) throws -> String {
        let text = "heron \(number)"
        let document = NewDocument(
            name: "\(number).txt",
            mediaType: "text/plain",
            sha256: Array(repeating: UInt8(number % 256), count: 32),
            byteCount: text.utf8.count,
            text: text,
            uploadedAt: 1_700_000_000
        )
        let chunk = NewChunk(
            text: text,
            utf8Range: 0..<text.utf8.count,
            scalarRange: 0..<text.utf8.count,
            tokenCount: 2,
            vector: [1, 0, 0, 0],
            lexicalTitle: "",
            lexicalText: text
        )
        _ = try collection.replaceDocument(document, chunks: [chunk], policy: .replace)
        return document.name
    }

    private func restore(replacing: Bool = false) throws {
        _ = try DataFolderBackup.restore(from: file, to: target, replacing: replacing)
    }

    private func failure(of work: () throws -> Void) -> EngineError? {
        do {
            try work()
            return nil
        } catch {
            return error as? EngineError
        }
    }

    @Test("A restored folder holds documents and secret, and every invariant")
    func roundTrip() throws {
        let name = try add(1, to: notes(in: folder))
        let secret = try TokenSecret.ensure(inDataFolder: folder)
        let written = try DataFolderBackup.write(to: file, of: folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(written.bytes > 0 && written.release == roostVersion)
        try restore()
        #expect(try notes(in: target).documents().map(\.name) == [name])
        #expect(try TokenSecret.ensure(inDataFolder: target) == secret)
        #expect(try SQLiteStore(folder: target).integrityProblems() == [])
        // Neither leaves anything beside what it is to make.
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: directory.url.path)) == [
                "data", "backup", "target",
            ]
        )
        let left = try FileManager.default.contentsOfDirectory(atPath: target.path)
        #expect(!left.contains { $0.hasPrefix("restore-") }, "\(left)")
    }

    @Test("A backup that is made while documents come holds all that were there before it")
    func liveFolder() async throws {
        let collection = try notes(in: folder)
        for number in 0..<50 { try add(number, to: collection) }
        let counts = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let writer = try notes(in: folder)
                var number = 50
                while !Task.isCancelled {
                    try add(number, to: writer)
                    number += 1
                }
            }
            var counts: [Int] = []
            // Until something was written meanwhile.
            while counts.count < 4 || counts.first == counts.last {
                let before = try collection.documents().count
                _ = try DataFolderBackup.write(to: file, of: folder)
                let after = try collection.documents().count
                try? FileManager.default.removeItem(at: target)
                try restore()
                let restored = try notes(in: target).documents().map(\.name)
                #expect(restored == (0..<restored.count).map { "\($0).txt" })
                #expect((before...after).contains(restored.count), "\(before), \(restored.count), \(after)")
                counts.append(restored.count)
            }
            group.cancelAll()
            return counts
        }
        #expect(counts == counts.sorted())
    }

    @Test("A folder in use is replaced only when that is wanted, and not beside a server")
    func usedFolder() throws {
        try add(1, to: notes(in: folder))
        _ = try DataFolderBackup.write(to: file, of: folder)
        try add(2, to: notes(in: target))
        #expect(failure { try restore() }?.code == .alreadyExists)
        let lock = try DataFolderLock(folder: target)
        #expect(failure { try restore(replacing: true) }?.message.contains("has the data folder") == true)
        withExtendedLifetime(lock) {}
        #expect(try notes(in: target).documents().map(\.name) == ["2.txt"])
    }

    @Test("What a folder held is given up for the backup, also under those who have it open")
    func replacing() throws {
        try add(1, to: notes(in: folder))
        _ = try DataFolderBackup.write(to: file, of: folder)
        let open = try notes(in: target)
        try add(2, to: open)
        try restore(replacing: true)
        #expect(try open.documents().map(\.name) == ["1.txt"])
        #expect(try SQLiteStore(folder: target).integrityProblems() == [])
    }

    @Test("A damaged backup is refused wherever the damage is, and changes nothing")
    func damage() throws {
        try add(1, to: notes(in: folder))
        _ = try TokenSecret.ensure(inDataFolder: folder)
        _ = try DataFolderBackup.write(to: file, of: folder)
        try add(2, to: notes(in: target))
        let whole = try Data(contentsOf: file)
        let places =
            Array(stride(from: 0, to: whole.count, by: whole.count / 25)) + (1...60).map { whole.count - $0 * 8 }
        for place in places {
            var bytes = whole
            bytes[place] ^= 0x20
            try bytes.write(to: file)
            #expect(
                failure { try restore(replacing: true) }?.code == .invalidArgument,
                "byte \(place) of \(whole.count)"
            )
        }
        for count in [0, 1, 24, 5000, whole.count / 2, whole.count - 1] {
            try whole.prefix(count).write(to: file)
            #expect(failure { try restore(replacing: true) }?.code == .invalidArgument, "\(count) bytes")
        }
        #expect(try notes(in: target).documents().map(\.name) == ["2.txt"])
    }

    @Test("A file is written over, a link followed, and both are for their owner alone then")
    func existingFile() throws {
        try add(1, to: notes(in: folder))
        let real = directory.url.appending(path: "elsewhere/real")
        try FileManager.default.createDirectory(
            at: real.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data("old".utf8).write(to: real)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: real.path)
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: real)
        _ = try DataFolderBackup.write(to: file, of: folder)
        let attributes = try FileManager.default.attributesOfItem(atPath: real.path)
        #expect(attributes[.type] as? FileAttributeType == .typeRegular)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: file.path) == real.path)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: real.deletingLastPathComponent().path) == ["real"]
        )
        try restore()
        #expect(try notes(in: target).documents().map(\.name) == ["1.txt"])
    }

    /// The backup took the place of the database under the server that wrote to it, of a device node, and of a folder only
    /// after all was copied.
    @Test("A backup is never written into the data folder, nor over what is no file")
    func refusedPlaces() throws {
        try add(1, to: notes(in: folder))
        let pipe = directory.url.appending(path: "pipe")
        #expect(unsafe mkfifo(pipe.path, 0o600) == 0)
        let into = directory.url.appending(path: "into")
        try FileManager.default.createSymbolicLink(at: into, withDestinationURL: folder)
        let dangling = directory.url.appending(path: "dangling")
        try FileManager.default.createSymbolicLink(
            at: dangling,
            withDestinationURL: folder.appending(path: "nothing")
        )
        let places = [
            folder.appending(path: "roost.sqlite"), folder.appending(path: "new"), into.appending(path: "new"),
            into, dangling, directory.url, pipe, URL(filePath: "/dev/null"),
            directory.url.appending(path: "missing/backup"),
        ]
        for place in places {
            let refusal = failure {
                _ = try DataFolderBackup.write(
                    to: place,
                    of: folder,
                    checkpoint: { Issue.record("\(place.path) was copied to") }
                )
            }
            #expect(refusal?.code == .invalidArgument, "\(place.path)")
            #expect(refusal?.message.contains("to write the backup to") == true, "\(place.path)")
        }
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: directory.url.path)) == [
                "data", "pipe", "into", "dangling",
            ]
        )
        #expect(try notes(in: folder).documents().map(\.name) == ["1.txt"])
    }

    @Test("What ends a backup on its way leaves nothing, and the file that was there")
    func endedBackup() throws {
        try add(1, to: notes(in: folder))
        try Data("old".utf8).write(to: file)
        // Each checkpoint in turn, until the backup passes them all.
        var count = 0
        while true {
            var left = count
            do {
                _ = try DataFolderBackup.write(to: file, of: folder) {
                    if left == 0 { throw CancellationError() }
                    left -= 1
                }
                break
            } catch is CancellationError {
                #expect(try Data(contentsOf: file) == Data("old".utf8))
                #expect(
                    try Set(FileManager.default.contentsOfDirectory(atPath: directory.url.path)) == ["data", "backup"]
                )
            }
            count += 1
        }
        #expect(count > 0)
    }

    @Test("What ends a restore on its way leaves what the folder held, and nothing else")
    func endedRestore() throws {
        try add(1, to: notes(in: folder))
        _ = try TokenSecret.ensure(inDataFolder: folder)
        _ = try DataFolderBackup.write(to: file, of: folder)
        try add(2, to: notes(in: target))
        let secret = try TokenSecret.ensure(inDataFolder: target)
        var count = 0
        while true {
            var left = count
            do {
                _ = try DataFolderBackup.restore(from: file, to: target, replacing: true) {
                    if left == 0 { throw CancellationError() }
                    left -= 1
                }
                break
            } catch is CancellationError {
                #expect(try notes(in: target).documents().map(\.name) == ["2.txt"])
                #expect(try TokenSecret.ensure(inDataFolder: target) == secret)
                let names = try FileManager.default.contentsOfDirectory(atPath: target.path)
                #expect(!names.contains { $0.hasPrefix("restore-") }, "\(names)")
            }
            count += 1
        }
        #expect(count > 2)
        #expect(try notes(in: target).documents().map(\.name) == ["1.txt"])
    }

    @Test("A restore removes what killed ones left, and nothing of others")
    func leftovers() throws {
        try add(1, to: notes(in: folder))
        _ = try DataFolderBackup.write(to: file, of: folder)
        let left = target.appending(path: "restore-\(UUID().uuidString)")
        let foreign = target.appending(path: "restore-notes")
        for folder in [left, foreign] {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("secret".utf8).write(to: folder.appending(path: "jwt-secret"))
        }
        try restore()
        #expect(!FileManager.default.fileExists(atPath: left.path))
        #expect(FileManager.default.fileExists(atPath: foreign.appending(path: "jwt-secret").path))
    }

    @Test(
        "A folder whose store cannot be opened is replaced when that is wanted",
        arguments: ["garbage", "newer", "cut"]
    )
    func unreadableFolder(kind: String) throws {
        try add(1, to: notes(in: folder))
        let secret = try TokenSecret.ensure(inDataFolder: folder)
        _ = try DataFolderBackup.write(to: file, of: folder)
        try add(2, to: notes(in: target))
        _ = try TokenSecret.ensure(inDataFolder: target)
        let database = target.appending(path: "roost.sqlite")
        switch kind {
        case "garbage":
            try Data(repeating: 0x5A, count: 100_000).write(to: database)
            try Data(repeating: 0x5A, count: 50_000).write(to: target.appending(path: "roost.sqlite-wal"))
        case "newer":
            let queue = try DatabaseQueue(path: database.path)
            try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
            try queue.close()
        default:
            // The log goes into the database before that is cut.
            let queue = try DatabaseQueue(path: database.path)
            try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try queue.close()
            try FileHandle(forWritingTo: database).truncate(atOffset: 20_000)
        }
        let refusal = failure { try restore() }
        #expect(refusal?.code == .alreadyExists && refusal?.message.contains("--replace") == true, "\(refusal as Any)")
        try restore(replacing: true)
        #expect(try notes(in: target).documents().map(\.name) == ["1.txt"])
        #expect(try SQLiteStore(folder: target).integrityProblems() == [])
        #expect(try TokenSecret.ensure(inDataFolder: target) == secret)
        let mode = try FileManager.default.attributesOfItem(atPath: database.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try restore(replacing: true)
    }

    @Test("A backup without a secret takes the folder's away: its tokens were made for other data")
    func withoutSecret() throws {
        try add(1, to: notes(in: folder))
        _ = try DataFolderBackup.write(to: file, of: folder)
        let secret = try TokenSecret.ensure(inDataFolder: target)
        try restore(replacing: true)
        #expect(try TokenSecret.ensure(inDataFolder: target) != secret)
    }

    @Test("Without a data folder, and without the file, nothing is made")
    func missing() throws {
        #expect(failure { _ = try DataFolderBackup.write(to: file, of: folder) }?.code == .notFound)
        #expect(failure { try restore() }?.code == .storageFailure)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }
}
