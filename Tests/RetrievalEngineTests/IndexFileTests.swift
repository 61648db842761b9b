import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Indexes in files", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct IndexFileTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func engine(_ rows: IndexRows = .memory, in data: URL? = nil) throws -> RetrievalEngine {
        let models = ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent())
        var configuration = try RetrievalEngine.Configuration(dataFolder: data ?? folder.url, model: models.model())
        configuration.minimumIndexFileRowCount = 100
        configuration.indexRows = rows
        return try RetrievalEngine(configuration: configuration)
    }

    private var files: URL { folder.url.appending(path: "index-cache") }

    /// Stores documents of one chunk each, with made-up vectors.
    private func insert(
        _ numbers: Range<Int>,
        into engine: RetrievalEngine,
        _ name: String = "c"
    ) async throws -> any CollectionHandle {
        let handle = try await engine.collection(named: name, owner: .local, createIfMissing: true).handle
        let uploads = numbers.map { number in
            var generator = SeededGenerator(seed: UInt64(number + 1))
            let vector = (0..<384).map { _ in Float.random(in: -1...1, using: &generator) }
            let text = "number \(number)"
            let chunk = NewChunk(
                text: text,
                utf8Range: 0..<text.utf8.count,
                scalarRange: 0..<text.utf8.count,
                tokenCount: 2,
                vector: vector,
                lexicalTitle: "",
                lexicalText: text
            )
            let document = NewDocument(
                name: "d\(number)",
                mediaType: "text/plain",
                sha256: [UInt8](repeating: 0, count: 31) + [UInt8(truncatingIfNeeded: number)],
                byteCount: text.utf8.count,
                text: text,
                uploadedAt: 0
            )
            return DocumentUpload(document: document, chunks: [chunk])
        }
        for result in try handle.replaceDocuments(uploads, policy: .replace) { _ = try result.get() }
        return handle
    }

    private func search(_ engine: RetrievalEngine, _ name: String = "c") async throws -> [String] {
        let collection = try await engine.collection(named: name, owner: .local)
        let found = try await collection.texts(for: "a question", topK: 1000)
        await engine.finishIndexFiles()
        return found
    }

    /// What an engine finds that has no files to use.
    private func searchWithoutFiles() async throws -> [String] {
        let moved = folder.url.appending(path: "moved")
        try FileManager.default.moveItem(at: files, to: moved)
        defer { try? FileManager.default.moveItem(at: moved, to: files) }
        let fresh = try engine()
        let found = try await search(fresh)
        #expect(fresh.indexFileCounts.openedCount == 0)
        try FileManager.default.removeItem(at: files)
        return found
    }

    @Test("An index that was saved is opened after a restart, with what changed since", arguments: IndexRows.allCases)
    func restart(rows: IndexRows) async throws {
        let first = try engine(rows)
        let handle = try await insert(0..<200, into: first)
        let found = try await search(first)
        #expect(first.indexFileCounts == IndexFileCounts(savedCount: 1))
        #expect(try await search(first) == found, "after the rows were mapped")
        _ = try await insert(200..<210, into: first)
        _ = try handle.deleteDocument(named: "d7")
        let second = try engine(rows)
        let later = try await search(second)
        #expect(second.indexFileCounts == IndexFileCounts(openedCount: 1))
        #expect(later.count == 209)
        #expect(try await searchWithoutFiles() == later)
    }

    @Test("An index is saved again when much has changed, and a small one never")
    func savedAgain() async throws {
        let engine = try engine()
        _ = try await insert(0..<99, into: engine)
        _ = try await search(engine)
        #expect(engine.indexFileCounts == IndexFileCounts())
        _ = try await insert(99..<200, into: engine)
        _ = try await search(engine)
        #expect(engine.indexFileCounts.savedCount == 1)
        _ = try await insert(200..<220, into: engine)
        _ = try await search(engine)
        #expect(engine.indexFileCounts.savedCount == 1)
        _ = try await insert(220..<300, into: engine)
        _ = try await search(engine)
        #expect(engine.indexFileCounts.savedCount == 2)
    }

    @Test("Damaged files are not used, and replaced")
    func damaged() async throws {
        let first = try engine()
        _ = try await insert(0..<200, into: first)
        let found = try await search(first)
        let names = try #require(FileManager.default.enumerator(atPath: files.path)).compactMap { $0 as? String }
        let segments = names.filter { $0.hasSuffix(".segment") }
        #expect(segments.count > 1)
        for name in segments + names.filter({ $0.hasSuffix("manifest") }) {
            let url = files.appending(path: name)
            var bytes = try Data(contentsOf: url)
            bytes[bytes.count - 20] ^= 1
            try bytes.write(to: url)
            let second = try engine()
            #expect(try await search(second) == found)
            #expect(second.indexFileCounts == IndexFileCounts(refusedCount: 1, savedCount: 1), "\(name)")
            let third = try engine()
            #expect(try await search(third) == found)
            #expect(third.indexFileCounts == IndexFileCounts(openedCount: 1))
        }
    }

    @Test("Files of another database, or of this one before it was restored from a backup, are not used")
    func foreign() async throws {
        var first: RetrievalEngine? = try engine()
        _ = try await insert(0..<150, into: #require(first))
        let backup = try TemporaryDirectory()
        first = nil
        try copyDatabase(from: folder.url, to: backup.url)
        let ahead = try engine()
        _ = try await insert(150..<200, into: ahead)
        _ = try await search(ahead)
        #expect(ahead.indexFileCounts.savedCount == 1)
        try FileManager.default.copyItem(at: files, to: backup.url.appending(path: "index-cache"))
        // Fewer changes than the files have seen, and then as many and more, but others.
        let restored = try engine(in: backup.url)
        #expect(try await search(restored).count == 150)
        #expect(restored.indexFileCounts.refusedCount == 1)
        try FileManager.default.removeItem(at: backup.url.appending(path: "index-cache"))
        try FileManager.default.copyItem(at: files, to: backup.url.appending(path: "index-cache"))
        let other = try engine(in: backup.url)
        _ = try await insert(1000..<1060, into: other)
        let found = try await search(other)
        #expect(other.indexFileCounts.refusedCount == 1 && other.indexFileCounts.openedCount == 0)
        #expect(found.count == 210 && found.contains("number 1059") && !found.contains("number 199"))
    }

    private func copyDatabase(from source: URL, to target: URL) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path)
        where name.hasPrefix("roost.sqlite") {
            try FileManager.default.copyItem(at: source.appending(path: name), to: target.appending(path: name))
        }
    }

    @Test("The files of a deleted collection are removed, those of others stay")
    func deleted() async throws {
        let engine = try engine()
        let handle = try await insert(0..<120, into: engine)
        _ = try await insert(0..<120, into: engine, "kept")
        _ = try await search(engine)
        let kept = try await search(engine, "kept")
        let own = files.appending(path: "\(handle.id)")
        #expect(FileManager.default.fileExists(atPath: own.path))
        #expect(try engine.store.deleteCollection(named: "c", owner: .local))
        await engine.finishIndexFiles()
        #expect(!FileManager.default.fileExists(atPath: own.path))
        #expect(engine.indexFileCounts.removedCount == 1)
        let second = try self.engine()
        #expect(try await search(second, "kept") == kept)
        #expect(second.indexFileCounts.openedCount == 1)
    }

    @Test("Files left behind by a collection that is gone are removed at the start")
    func leftBehind() async throws {
        let orphan = files.appending(path: "77")
        try FileManager.default.createDirectory(at: orphan, withIntermediateDirectories: true)
        let engine = try engine()
        await engine.finishIndexFiles()
        #expect(!FileManager.default.fileExists(atPath: orphan.path))
    }
}
