import DocumentStore
import Foundation
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

    @Test("Without a data folder, and without the file, nothing is made")
    func missing() throws {
        #expect(failure { _ = try DataFolderBackup.write(to: file, of: folder) }?.code == .notFound)
        #expect(failure { try restore() }?.code == .storageFailure)
        #expect(!FileManager.default.fileExists(atPath: file.path))
        #expect(!FileManager.default.fileExists(atPath: folder.path))
        #expect(!FileManager.default.fileExists(atPath: target.path))
    }
}
