import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct TokenCodeTests {
    private let fixture: TemporaryStore

    init() throws {
        fixture = try TemporaryStore()
    }

    /// Stores a document with a chunk for each of the codes.
    @discardableResult
    private func add(
        _ name: String,
        _ codes: [ChunkTokenCodes?],
        to collection: any CollectionHandle
    ) throws -> [Int64] {
        let chunks = codes.map { codes in
            var chunk = NewChunk("herons")
            chunk.tokenCodes = codes
            return chunk
        }
        let document = NewDocument(name, text: "herons")
        return try collection.replaceDocument(document, chunks: chunks, policy: .overwrite).insertedChunkIDs
    }

    private static let codes = ChunkTokenCodes(dimension: 12, bytes: [0, 1, 254, 15])
    private static let moreCodes = ChunkTokenCodes(dimension: 12, bytes: [7, 8])

    private func count(_ table: String) throws -> Int? {
        try DatabaseQueue(path: fixture.databaseFile.path).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)")
        }
    }

    @Test("Codes come back as they were stored, for the chunks that have some and are of the collection")
    func roundTrip() throws {
        let (collection, other) = (try fixture.collection(), try fixture.collection("other"))
        let ids = try add("a", [Self.codes, nil, Self.moreCodes], to: collection)
        let foreign = try add("a", [Self.codes], to: other)
        let found = try collection.tokenCodes(of: ids + foreign + [ids[0], 0, -1, .max])
        #expect(found == [ids[0]: Self.codes, ids[2]: Self.moreCodes])
        #expect(try collection.tokenCodes(of: []).isEmpty)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("Codes go with their chunk, whatever takes it away")
    func removal() throws {
        let collection = try fixture.collection()
        let first = try add("a", [Self.codes, Self.moreCodes], to: collection)
        let second = try add("a", [Self.moreCodes], to: collection)
        #expect(try collection.tokenCodes(of: first + second) == [second[0]: Self.moreCodes])
        #expect(try count("chunk_token_code") == 1)
        _ = try collection.deleteDocument(named: "a")
        #expect(try count("chunk_token_code") == 0)
        let third = try add("b", [Self.codes], to: collection)
        _ = try fixture.store.deleteCollection(named: "notes", owner: .local)
        #expect(try collection.tokenCodes(of: third).isEmpty)
        #expect(try count("chunk_token_code") == 0)
    }

    @Test(
        "Codes that are not whole are refused",
        arguments: [(12, 1), (12, 3), (12, 0), (0, 2), (-8, 2), (65_537, 8193), (Int.max, 1)]
    )
    func invalid(dimension: Int, byteCount: Int) throws {
        let collection = try fixture.collection()
        let codes = ChunkTokenCodes(dimension: dimension, bytes: [UInt8](repeating: 1, count: byteCount))
        #expect(storeErrorCode { try add("a", [Self.codes, codes], to: collection) } == .invalidArgument)
        #expect(try collection.documents().isEmpty)
    }

    /// A statement that does damage, and how it is named.
    struct Damage {
        var sql: String
        var complaint: String
        var readingFails = true
    }

    private static let damages = [
        Damage(sql: "UPDATE chunk_token_code SET codes = x'00'", complaint: "2 chunks whose token codes are not whole"),
        Damage(sql: "UPDATE chunk_token_code SET codes = x''", complaint: "2 chunks whose token codes are not whole"),
        Damage(
            sql: "UPDATE chunk_token_code SET dimension = -7",
            complaint: "2 chunks whose token codes are not whole"
        ),
        Damage(
            sql: "UPDATE chunk_token_code SET dimension = 16 WHERE length(codes) = 2",
            complaint: "1 collections whose token codes have different dimensions",
            readingFails: false
        ),
        Damage(
            sql: "INSERT INTO chunk_token_code VALUES (99 << 32 | 1, 8, x'00')",
            complaint: "a row of chunk_token_code refers to a chunk that is not there",
            readingFails: false
        ),
    ]

    @Test("Damage is named, and reading it is an error, not a crash", arguments: damages)
    func damage(_ damage: Damage) throws {
        let collection = try fixture.collection()
        let ids = try add("a", [Self.codes, Self.moreCodes], to: collection)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        try DatabaseQueue(path: fixture.databaseFile.path, configuration: configuration)
            .writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA ignore_check_constraints = ON;" + damage.sql)
            }
        #expect(try fixture.store.integrityProblems().contains(damage.complaint))
        #expect(storeErrorCode { _ = try collection.tokenCodes(of: ids) } == (damage.readingFails ? .corruptData : nil))
    }

    @Test("Chunks of a release without codes have none, and new ones get some")
    func olderVersion() throws {
        let old = try add("a", [nil], to: fixture.collection())
        try DatabaseQueue(path: fixture.databaseFile.path).write { database in
            try database.execute(sql: "DROP TABLE chunk_token_code; DELETE FROM grdb_migrations WHERE identifier = '8'")
        }
        let store = try SQLiteStore(folder: fixture.directory.url)
        let collection = try #require(try store.openCollection(named: "notes", owner: .local))
        #expect(try collection.chunks(old).count == 1 && collection.tokenCodes(of: old).isEmpty)
        let new = try add("b", [Self.codes], to: collection)
        #expect(try collection.tokenCodes(of: old + new) == [new[0]: Self.codes])
        #expect(try store.integrityProblems().isEmpty)
    }
}
