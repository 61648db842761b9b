import DocumentStore
import Foundation
import GRDB
import Testing

@Suite struct CollectionTests {
    private let fixture: TemporaryStore

    init() throws {
        fixture = try TemporaryStore()
    }

    @Test("A collection is found by owner and name only")
    func ownership() throws {
        let owner = CollectionOwner(kind: "bot", identifier: "1")
        let created = try fixture.store.createCollection(named: "notes", owner: owner, model: .tiny)
        #expect(created.description.model == .tiny)
        #expect(try fixture.store.openCollection(named: "notes", owner: owner)?.description == created.description)
        #expect(try fixture.store.openCollection(named: "notes", owner: .local) == nil)
        #expect(try fixture.store.openCollection(named: "Notes", owner: owner) == nil)
        #expect(try fixture.store.collections(of: owner).map(\.name) == ["notes"])
        #expect(try fixture.store.collections(of: .local).isEmpty)
    }

    @Test("An owner cannot have two collections of one name")
    func uniqueness() throws {
        _ = try fixture.collection("notes")
        #expect(
            storeErrorCode { _ = try fixture.store.createCollection(named: "notes", owner: .local, model: .tiny) }
                == .alreadyExists
        )
    }

    @Test("Names and models out of range are refused", arguments: ["", String(repeating: "n", count: 513), "a\u{0}b"])
    func badNames(name: String) throws {
        #expect(storeErrorCode { _ = try fixture.collection(name) } == .invalidArgument)
        #expect(
            storeErrorCode {
                let model = EmbeddingModelIdentity(name: "m", dimension: name.utf8.count * 200_000)
                _ = try fixture.store.createCollection(named: "notes", owner: .local, model: model)
            } == .invalidArgument
        )
        #expect(try fixture.store.collections(of: .local).isEmpty)
    }

    @Test("Deleting a collection removes all it held and leaves the others")
    func deletion() throws {
        let doomed = try fixture.collection("doomed")
        let kept = try fixture.collection("kept")
        try doomed.add("a.txt", "herons nest in spring")
        try kept.add("a.txt", "herons fly in autumn")
        #expect(try fixture.store.deleteCollection(named: "doomed", owner: .local))
        #expect(try fixture.store.deleteCollection(named: "doomed", owner: .local) == false)
        #expect(try doomed.documents().isEmpty)
        #expect(try doomed.search("herons").isEmpty)
        #expect(try doomed.vectorIDs().isEmpty)
        #expect(storeErrorCode { try doomed.add("b.txt", "too late") } == .notFound)
        #expect(try kept.search("herons").count == 1)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test(
        "A handle writes nothing into another collection that has its number in a restored backup",
        arguments: ["owner_kind", "owner_identifier", "name", "model_name"]
    )
    func reusedNumber(column: String) throws {
        let collection = try fixture.collection()
        try collection.add("a.txt", "herons nest in spring")
        try DatabaseQueue(path: fixture.databaseFile.path).write { database in
            try database.execute(sql: "UPDATE collection SET \(column) = 'other'")
        }
        #expect(storeErrorCode { try collection.add("a.txt", "for another") } == .notFound)
        #expect(storeErrorCode { _ = try collection.deleteDocument(named: "a.txt") } == .notFound)
        let failure = DocumentFailure(
            name: "b.txt",
            mediaType: "text/plain",
            sha256: digest(of: "b"),
            byteCount: 1,
            reason: "damaged",
            uploadedAt: 1
        )
        #expect(storeErrorCode { _ = try collection.recordFailure(failure) } == .notFound)
    }

    @Test("A collection made again under the name of a deleted one shares nothing with it")
    func recreation() throws {
        let first = try fixture.collection("notes")
        let oldChunks = try first.add("a.txt", "herons").insertedChunkIDs
        _ = try fixture.store.deleteCollection(named: "notes", owner: .local)
        let second = try fixture.collection("notes")
        let newChunks = try second.add("a.txt", "herons").insertedChunkIDs
        #expect(Set(oldChunks).isDisjoint(with: newChunks))
        #expect(try first.chunks(newChunks).isEmpty)
    }

    @Test("Documents of the same name in two collections never meet")
    func isolation() throws {
        let first = try fixture.collection("first")
        let second = try fixture.collection("second")
        let one = try first.add("same.txt", "the heron waits")
        let two = try second.add("same.txt", "the heron flies")
        #expect(try first.search("heron") == one.insertedChunkIDs)
        #expect(try second.search("heron") == two.insertedChunkIDs)
        #expect(try first.chunks(two.insertedChunkIDs).isEmpty)
        #expect(try first.text(ofDocument: two.documentID) == nil)
        #expect(try first.vectorIDs() == one.insertedChunkIDs)
        var selected: [Int64] = []
        try first.readVectors(.identifiers(two.insertedChunkIDs), batchSize: 8) { selected += $0.chunkIDs }
        #expect(selected.isEmpty)
        _ = try first.deleteDocument(named: "same.txt")
        #expect(try second.search("heron") == two.insertedChunkIDs)
        #expect(try second.changeToken() == two.token)
    }
}
