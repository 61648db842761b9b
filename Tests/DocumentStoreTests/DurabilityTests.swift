import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct DurabilityTests {
    private let fixture: TemporaryStore

    init() throws {
        fixture = try TemporaryStore()
    }

    /// The files as they lie on the disk, as a process that was killed leaves them.
    private func copyOfFiles() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for name in ["roost.sqlite", "roost.sqlite-wal"] {
            try FileManager.default.copyItem(
                at: fixture.directory.url.appending(path: name),
                to: copy.url.appending(path: name)
            )
        }
        return copy
    }

    @Test("What was acknowledged is in the files at once")
    func acknowledged() throws {
        let collection = try fixture.collection()
        let ids = try collection.add("a.txt", "herons").insertedChunkIDs
        let copy = try copyOfFiles()
        let store = try SQLiteStore(folder: copy.url)
        let copied = try #require(try store.openCollection(named: "notes", owner: .local))
        #expect(try copied.search("herons") == ids)
        #expect(try copied.vectorIDs() == ids)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("What a killed process left in the log is settled before anything is written")
    func settledLog() throws {
        let ids = try fixture.collection().add("a.txt", "herons").insertedChunkIDs
        let copy = try copyOfFiles()
        // While it is open: to close it settles the log as well.
        let store = try SQLiteStore(folder: copy.url)
        let database = try TemporaryDirectory()
        try FileManager.default.copyItem(
            at: copy.url.appending(path: "roost.sqlite"),
            to: database.url.appending(path: "roost.sqlite")
        )
        withExtendedLifetime(store) {}
        let settled = try #require(try SQLiteStore(folder: database.url).openCollection(named: "notes", owner: .local))
        #expect(try settled.search("herons") == ids)
    }

    @Test("Files cut off in the midst of any write hold whole documents only")
    func tornWrites() throws {
        let collection = try fixture.collection()
        for number in 0..<5 { try collection.add("\(number).txt", "heron \(number)") }
        let whole = try copyOfFiles()
        let log = try Data(contentsOf: whole.url.appending(path: "roost.sqlite-wal"))
        for cut in stride(from: log.count, to: 0, by: -max(1, log.count / 12)) {
            let copy = try copyOfFiles()
            try log.prefix(cut).write(to: copy.url.appending(path: "roost.sqlite-wal"))
            let store = try SQLiteStore(folder: copy.url)
            #expect(try store.integrityProblems().isEmpty)
            let copied = try store.openOrCreateCollection(named: "notes", owner: .local, model: .tiny)
            let documents = try copied.documents().map(\.name)
            #expect(documents == (0..<documents.count).map { "\($0).txt" })
            #expect(try copied.search("heron").count == documents.count)
        }
    }

    @Test("After a write that failed for want of space only one that changes something shows that there is room again")
    func failedWrite() throws {
        let disk = try FullDisk(dataFolder: fixture.directory.url)
        try disk.begin(at: "INSERT ON setting")
        try disk.begin(at: "INSERT ON collection")
        try fixture.store.ping()
        let full = #expect(throws: StoreError.self) { _ = try fixture.collection() }
        #expect(full?.code == .outOfSpace)
        // Finds nothing.
        #expect(try fixture.store.requeueAbandonedDeliveries(now: 0) == 0)
        #expect(#expect(throws: StoreError.self) { try fixture.store.ping() }?.code == .outOfSpace)
        try disk.end(at: "INSERT ON setting")
        try fixture.store.ping()
    }

    @Test("Two stores on one folder see each other's writes at once")
    func twoStores() throws {
        let here = try fixture.collection()
        let otherStore = try SQLiteStore(folder: fixture.directory.url)
        let there = try #require(try otherStore.openCollection(named: "notes", owner: .local))
        let first = try there.add("a.txt", "herons")
        #expect(try here.changeToken() == first.token)
        #expect(try here.changes(since: 0)?.insertedChunkIDs == first.insertedChunkIDs)
        _ = try here.deleteDocument(named: "a.txt")
        #expect(try there.search("herons").isEmpty)
    }

    @Test("Writers in two stores wait for each other", .timeLimit(.minutes(5)))
    func contention() async throws {
        let handles = [
            try fixture.collection(),
            try SQLiteStore(folder: fixture.directory.url)
                .openOrCreateCollection(named: "notes", owner: .local, model: .tiny),
        ]
        await withTaskGroup { group in
            for (writer, handle) in handles.enumerated() {
                group.addTask {
                    for number in 0..<25 {
                        #expect(throws: Never.self) { try handle.add("\(writer)-\(number)", "heron \(number)") }
                    }
                }
            }
        }
        #expect(try handles[0].search("heron", limit: 100).count == 50)
        #expect(try handles[0].changeToken() == 50)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("Many processes may open an empty folder at the same moment", .timeLimit(.minutes(5)))
    func simultaneousOpening() async throws {
        let directory = try TemporaryDirectory()
        let folder = directory.url.appending(path: "data")
        let stores = await withTaskGroup { group in
            for _ in 0..<6 { group.addTask { Result { try SQLiteStore(folder: folder) } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for store in stores {
            #expect(try store.get().collections(of: .local).isEmpty)
        }
        _ = directory
    }

    @Test("A folder is opened again with all it held")
    func reopening() throws {
        let directory = try TemporaryDirectory()
        do {
            let store = try SQLiteStore(folder: directory.url)
            try store.openOrCreateCollection(named: "n", owner: .local, model: .tiny).add("a", "herons")
        }
        let store = try SQLiteStore(folder: directory.url)
        #expect(try store.openCollection(named: "n", owner: .local)?.documents().map(\.name) == ["a"])
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A folder of the first release is brought up to date, and keeps all it held")
    func olderVersion() throws {
        let identifiers = try fixture.collection().add("a", "herons").insertedChunkIDs
        try returnToFirstRelease()
        let store = try SQLiteStore(folder: fixture.directory.url)
        let collection = try #require(try store.openCollection(named: "notes", owner: .local))
        let chunk = try #require(try collection.chunks(identifiers).first)
        #expect(chunk.text == "herons" && chunk.pageBreaks.isEmpty)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A folder of a newer release is refused")
    func newerVersion() throws {
        try damage("INSERT INTO grdb_migrations VALUES ('from the future')")
        #expect(
            storeErrorCode { _ = try SQLiteStore(folder: fixture.directory.url) } == .unsupportedVersion
        )
    }

    @Test("A file that is no database, and a folder that cannot be made, are errors")
    func unusableFolders() throws {
        let directory = try TemporaryDirectory()
        let file = directory.url.appending(path: "roost.sqlite")
        try Data(String(repeating: "not a database ", count: 1000).utf8).write(to: file)
        #expect(storeErrorCode { _ = try SQLiteStore(folder: directory.url) } == .corruptData)
        #expect(storeErrorCode { _ = try SQLiteStore(folder: file.appending(path: "data")) } == .unavailable)
    }

    /// Takes away all that later releases added: their tables, with whatever belongs to these, and two columns.
    private func returnToFirstRelease() throws {
        let first = [
            "collection", "document", "document_text", "chunk", "collection_change", "chunk_vector", "chunk_text",
            "bot",
            "api_key", "chat", "chat_message", "setting", "grdb_migrations",
        ]
        let firstTriggers = [
            "chunk_vector_dimension", "chunk_vector_fixed", "chunk_text_removal", "bot_collection_removal",
        ]
        let file = fixture.directory.url.appending(path: "roost.sqlite").path
        let (names, triggers, views) = try DatabaseQueue(path: file).read { database in
            let sql = "SELECT name FROM sqlite_master WHERE type = ?"
            return (
                try String.fetchAll(database, sql: sql, arguments: ["table"]),
                try String.fetchAll(database, sql: sql, arguments: ["trigger"]).filter { !firstTriggers.contains($0) },
                try String.fetchAll(database, sql: sql, arguments: ["view"])
            )
        }
        let later = names.filter { name in
            !first.contains(name) && !name.hasPrefix("sqlite_") && !name.hasPrefix("chunk_text_")
        }
        #expect(later.contains("document_asset") && later.contains("user_number"))
        try damage(
            triggers.map { "DROP TRIGGER \($0);" }.joined() + views.map { "DROP VIEW \($0);" }.joined()
                + later.map { "DROP TABLE \($0);" }.joined()
                    + """
                    ALTER TABLE chunk DROP COLUMN page_breaks;
                    ALTER TABLE collection_change DROP COLUMN mark;
                    DELETE FROM sqlite_sequence WHERE name IN ('\(later.joined(separator: "', '"))');
                    DELETE FROM grdb_migrations WHERE identifier <> '1'
                    """
        )
    }

    /// Writes to the file behind the store's back, with no rule in force.
    private func damage(_ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: fixture.databaseFile.path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON; DROP TRIGGER chunk_vector_fixed")
            try database.execute(sql: sql)
        }
    }

    @Test(
        "Damage is reported, and reading it is an error, not a crash",
        arguments: [
            "UPDATE chunk_vector SET vector = x'00'",
            "DELETE FROM chunk_vector",
            "UPDATE chunk SET heading_path = '{'",
            "UPDATE chunk SET utf8_start = 9, utf8_end = 2",
            "UPDATE document SET status = 'asleep'",
            "DELETE FROM document_text",
            "DELETE FROM document",
            "DELETE FROM chunk_text",
            "UPDATE chunk_text SET body = 'cranes and more'",
            "DELETE FROM chunk_text_data",
            "DELETE FROM chunk_text_docsize",
            "UPDATE collection SET next_chunk = 1",
            "UPDATE collection SET dimension = 5",
        ]
    )
    func damagedRows(sql: String) throws {
        let collection = try fixture.collection()
        let ids = try collection.add("a.txt", "herons").insertedChunkIDs
        try damage(sql)
        let store = try SQLiteStore(folder: fixture.directory.url)
        let reopened = try #require(try store.openCollection(named: "notes", owner: .local))
        #expect(try !store.integrityProblems().isEmpty)
        for read: () throws -> Void in [
            { _ = try reopened.chunks(ids) }, { _ = try reopened.vectorIDs() }, { _ = try reopened.documents() },
            { _ = try reopened.search("herons") }, { _ = try reopened.text(ofDocumentNamed: "a.txt") },
            { _ = try reopened.deleteDocument(named: "a.txt") },
        ] {
            #expect([nil, .corruptData].contains(storeErrorCode(read)))
        }
    }

    /// More of them with `ROOST_DAMAGE_SEEDS`.
    private static let damageSeeds =
        1...(ProcessInfo.processInfo.environment["ROOST_DAMAGE_SEEDS"].flatMap(UInt64.init) ?? 20)

    @Test("Random damage of the file gives errors, not crashes", arguments: damageSeeds)
    func damagedBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        do {
            let store = try SQLiteStore(folder: directory.url)
            let collection = try store.openOrCreateCollection(named: "notes", owner: .local, model: .tiny)
            for number in 0..<20 { try collection.add("\(number)", "heron \(number)") }
        }
        let file = directory.url.appending(path: "roost.sqlite")
        var bytes = try Data(contentsOf: file)
        for _ in 0..<40 { bytes[Int.random(in: 100..<bytes.count, using: &random)] = UInt8.random(in: 0...255) }
        try bytes.write(to: file)
        expectNoForeignError {
            let store = try SQLiteStore(folder: directory.url)
            _ = try store.integrityProblems()
            guard let collection = try store.openCollection(named: "notes", owner: .local) else { return }
            for call in calls(on: collection) { expectNoForeignError(call) }
        }
    }

    /// Calls that together touch every table of a collection.
    private func calls(on collection: any CollectionHandle) -> [() throws -> Void] {
        [
            { _ = try collection.chunks(collection.search("heron", limit: 100)) },
            { _ = try collection.vectorIDs() },
            { _ = try collection.changes(since: 3) },
            { _ = try collection.chunkIDs(matching: MetadataFilter(must: [.isEmpty("a")])) },
            { _ = try collection.assets(withUUIDs: ["a"]) },
            { _ = try collection.documents() },
            { _ = try collection.text(ofDocumentNamed: "7") },
            { try collection.add("new", "heron") },
            { _ = try collection.deleteDocument(named: "5") },
        ]
    }

    /// Success will do, and so will an error of the store.
    private func expectNoForeignError(_ body: () throws -> Void) {
        do {
            try body()
        } catch {
            #expect(error is StoreError)
        }
    }
}
