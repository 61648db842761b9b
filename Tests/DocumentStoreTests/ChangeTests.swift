import DocumentStore
import Synchronization
import TestSupport
import Testing

@Suite struct ChangeTests {
    private let fixture: TemporaryStore
    private let collection: any CollectionHandle

    init() throws {
        fixture = try TemporaryStore()
        collection = try fixture.collection()
    }

    @Test("Each change gives the next token, and tells the one before")
    func tokens() throws {
        #expect(try collection.changeToken() == 0)
        let first = try collection.add("a", "herons")
        #expect(first.previousToken == 0)
        #expect(first.token > first.previousToken)
        let second = try collection.add("a", "cranes")
        #expect(second.previousToken == first.token)
        #expect(try collection.changeToken() == second.token)
    }

    @Test("Changes since a token are the difference between the two states")
    func difference() throws {
        let kept = try collection.add("kept", "herons").insertedChunkIDs
        let replaced = try collection.add("replaced", "storks")
        let start = try collection.changeToken()
        let passing = try collection.add("passing", "rails").insertedChunkIDs
        let new = try collection.add("replaced", "cranes").insertedChunkIDs
        _ = try collection.deleteDocument(named: "passing")
        let changes = try #require(try collection.changes(since: start))
        #expect(changes.removedChunkIDs == replaced.insertedChunkIDs)
        #expect(changes.insertedChunkIDs == new)
        #expect(changes.token == (try collection.changeToken()))
        #expect(try collection.vectorIDs() == kept + new)
        #expect(Set(passing).isDisjoint(with: new))
    }

    @Test("Nothing changed since the present token, and other tokens have no difference")
    func edges() throws {
        let change = try collection.add("a", "herons")
        let none = try #require(try collection.changes(since: change.token))
        #expect(none.removedChunkIDs.isEmpty && none.insertedChunkIDs.isEmpty && none.token == change.token)
        #expect(try collection.changes(since: change.token + 1) == nil)
        #expect(try collection.changes(since: -1) == nil)
    }

    @Test("Each change has a mark of its own, which stays, and other tokens have none")
    func marks() throws {
        let first = try collection.add("a", "herons").token
        let mark = try #require(try collection.changeMark(of: first))
        let second = try collection.add("b", "cranes").token
        #expect(try collection.changeMark(of: second) != mark)
        #expect(try collection.changeMark(of: first) == mark)
        #expect(try collection.changeMark(of: second + 1) == nil)
        #expect(try collection.changeMark(of: 0) == nil)
        let other = try fixture.collection("other")
        let otherMark = try other.changeMark(of: other.add("a", "herons").token)
        #expect(otherMark != nil && otherMark != mark)
        #expect(try SQLiteStore(folder: fixture.directory.url).collectionIdentifiers() == [collection.id, other.id])
    }

    @Test("Whoever observes learns of every collection that is deleted, and of nothing else")
    func deletions() throws {
        let count = Atomic(0)
        fixture.store.observeCollectionDeletions { count.add(1, ordering: .relaxed) }
        try collection.add("a", "herons")
        _ = try collection.deleteDocument(named: "a")
        #expect(count.load(ordering: .relaxed) == 0)
        #expect(try fixture.store.deleteCollection(named: "notes", owner: .local))
        #expect(count.load(ordering: .relaxed) == 1)
        #expect(try !fixture.store.deleteCollection(named: "notes", owner: .local))
        #expect(count.load(ordering: .relaxed) == 1)
    }

    @Test("Random changes, followed by differences alone, give the same chunks as reading all", arguments: 1...4)
    func replay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var known: Set<Int64> = []
        var token: Int64 = 0
        for step in 0..<60 {
            let name = "document \(Int.random(in: 0..<5, using: &random))"
            if Bool.random(using: &random) {
                let count = Int.random(in: 0..<4, using: &random)
                let text = "step \(step)"
                let chunks = (0..<count).map { _ in NewChunk("step") }
                _ = try collection.replaceDocument(NewDocument(name, text: text), chunks: chunks)
            } else {
                _ = try collection.deleteDocument(named: name)
            }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            let changes = try #require(try collection.changes(since: token))
            #expect(known.isSuperset(of: changes.removedChunkIDs))
            #expect(known.isDisjoint(with: changes.insertedChunkIDs))
            known = known.subtracting(changes.removedChunkIDs).union(changes.insertedChunkIDs)
            token = changes.token
            #expect(try known.sorted() == collection.vectorIDs())
        }
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("Vectors come in batches of the size asked, with the token of their state", arguments: [1, 2, 3, 7, 8, 100])
    func batches(size: Int) throws {
        let chunks = (0..<7).map { NewChunk("heron", vector: [Float($0), 0, 0, 0]) }
        let change = try collection.replaceDocument(NewDocument("a", text: "herons"), chunks: chunks)
        var counts: [Int] = []
        var vectors: [Float] = []
        let token = try collection.readVectors(.all, batchSize: size) { batch in
            counts.append(batch.chunkIDs.count)
            vectors += batch.vectors
        }
        #expect(token == change.token)
        #expect(vectors == chunks.flatMap(\.vector))
        #expect(counts.dropLast().allSatisfy { $0 == size } && counts.reduce(0, +) == 7)

        let asked = [change.insertedChunkIDs[4], 12, change.insertedChunkIDs[1]]
        var selected: [Float] = []
        try collection.readVectors(.identifiers(asked), batchSize: size) { selected += $0.vectors }
        #expect(selected == chunks[4].vector + chunks[1].vector)
    }

    @Test("What the reader of vectors throws is thrown on as it is")
    func callersError() throws {
        struct Stop: Error {}
        try collection.add("a", "herons")
        #expect(throws: Stop.self) { try collection.readVectors(.all, batchSize: 1) { _ in throw Stop() } }
        #expect(try collection.search("herons").count == 1)
    }
}
