import Chunking
import DocumentStore
import Testing

@Suite struct DocumentTests {
    private let fixture: TemporaryStore

    init() throws {
        fixture = try TemporaryStore()
    }

    @Test("A document comes back as it was stored")
    func roundTrip() throws {
        let collection = try fixture.collection()
        let text = "# Größe\n日本語 🐦‍⬛ text\n"
        var document = NewDocument("Bericht – 報告.md", text: text)
        document.title = "Größe"
        document.metadata = #"{"file_type":"MD","n":[1,2]}"#
        document.pageCount = 3
        var chunk = NewChunk("日本語 🐦‍⬛ text", vector: [0.5, -0.5, 1e-30, 3])
        chunk.utf8Range = 12..<35
        chunk.scalarRange = 8..<20
        chunk.page = 2
        chunk.pageBreaks = [PageBreak(scalarOffset: 10, page: 3), PageBreak(scalarOffset: 15, page: 5)]
        chunk.headingPath = ["Größe", "say \"hi\""]
        chunk.metadata = #"{"window":null}"#
        chunk.windowText = "wider"
        let change = try collection.replaceDocument(document, chunks: [chunk])

        let stored = try #require(try collection.document(named: document.name))
        #expect(stored.id == change.documentID)
        #expect(stored.title == document.title && stored.metadata == document.metadata && stored.pageCount == 3)
        #expect(stored.sha256 == document.sha256 && stored.byteCount == document.byteCount)
        #expect(stored.status == .ready && stored.chunkCount == 1 && stored.tokenCount == chunk.tokenCount)
        #expect(stored.uploadedAt == document.uploadedAt && stored.mediaType == "text/plain")
        #expect(try collection.text(ofDocumentNamed: document.name) == text)
        #expect(try collection.text(ofDocument: stored.id) == text)

        let back = try #require(try collection.chunks(change.insertedChunkIDs).first)
        #expect(back.text == chunk.text && back.utf8Range == chunk.utf8Range && back.scalarRange == chunk.scalarRange)
        #expect(back.pageBreaks == chunk.pageBreaks)
        #expect(back.page == 2 && back.headingPath == chunk.headingPath && back.metadata == chunk.metadata)
        #expect(back.windowText == "wider" && back.tokenCount == chunk.tokenCount && back.ordinal == 0)
        #expect(back.documentID == stored.id && back.documentName == document.name)
        try collection.readVectors(.all, batchSize: 1) { #expect($0.vectors == chunk.vector) }
    }

    @Test("The same name and bytes twice change nothing")
    func idempotence() throws {
        let collection = try fixture.collection()
        let first = try collection.add("a.txt", "herons")
        let second = try collection.add("a.txt", "herons")
        #expect(first.outcome == .inserted)
        #expect(second.outcome == .unchanged)
        #expect(second.documentID == first.documentID && second.token == first.token)
        #expect(second.insertedChunkIDs.isEmpty && second.removedChunkIDs.isEmpty)
    }

    @Test("Other bytes under the same name replace chunks, vectors and full-text rows")
    func replacement() throws {
        let collection = try fixture.collection()
        let first = try collection.add("a.txt", "herons")
        try collection.add("b.txt", "storks")
        let second = try collection.add("a.txt", "cranes")
        #expect(second.outcome == .replaced)
        #expect(second.documentID == first.documentID)
        #expect(second.removedChunkIDs == first.insertedChunkIDs)
        #expect(try collection.search("herons").isEmpty)
        #expect(try collection.search("cranes") == second.insertedChunkIDs)
        #expect(try collection.vectorIDs().contains(first.insertedChunkIDs[0]) == false)
        #expect(try collection.chunks(first.insertedChunkIDs).isEmpty)
        #expect(try collection.text(ofDocumentNamed: "a.txt") == "cranes")
        #expect(try collection.documents().map(\.name) == ["a.txt", "b.txt"])
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("The policies refuse what they say, and then nothing changes")
    func policies() throws {
        let collection = try fixture.collection()
        #expect(storeErrorCode { try collection.add("a.txt", "herons", policy: .mustExist) } == .notFound)
        #expect(try collection.documents().isEmpty)
        try collection.add("a.txt", "herons", policy: .failIfExists)
        #expect(storeErrorCode { try collection.add("a.txt", "cranes", policy: .failIfExists) } == .alreadyExists)
        #expect(try collection.text(ofDocumentNamed: "a.txt") == "herons")
        let again = try collection.add("a.txt", "herons", policy: .mustExist)
        #expect(again.outcome == .replaced)
    }

    @Test("Deleting a document frees its name and removes everything of it")
    func deletion() throws {
        let collection = try fixture.collection()
        let first = try collection.add("a.txt", "herons")
        let deleted = try #require(try collection.deleteDocument(named: "a.txt"))
        #expect(deleted.outcome == .deleted && deleted.removedChunkIDs == first.insertedChunkIDs)
        #expect(try collection.deleteDocument(named: "a.txt") == nil)
        #expect(try collection.search("herons").isEmpty)
        let again = try collection.add("a.txt", "herons", policy: .failIfExists)
        #expect(again.documentID != first.documentID)
        #expect(Set(again.insertedChunkIDs).isDisjoint(with: first.insertedChunkIDs))
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("A failure is listed with its reason, and a later success replaces it")
    func failures() throws {
        let collection = try fixture.collection()
        let failure = DocumentFailure(
            name: "a.pdf",
            mediaType: "application/pdf",
            sha256: digest(of: "x"),
            byteCount: 1,
            reason: "encrypted",
            uploadedAt: 1
        )
        #expect(try collection.recordFailure(failure))
        #expect(try collection.document(named: "a.pdf")?.status == .failed(reason: "encrypted"))
        #expect(try collection.text(ofDocumentNamed: "a.pdf") == nil)
        #expect(try collection.statistics().failedDocumentCount == 1)
        #expect(storeErrorCode { try collection.add("a.pdf", "x", policy: .mustExist) } == .notFound)
        #expect(try collection.add("a.pdf", "x", policy: .failIfExists).outcome == .inserted)
        #expect(try collection.recordFailure(failure) == false)
        #expect(try collection.document(named: "a.pdf")?.status == .ready)
        let statistics = try collection.statistics()
        #expect(statistics.readyDocumentCount == 1 && statistics.failedDocumentCount == 0)
        #expect(statistics.chunkCount == 1)
    }

    @Test("Documents are listed in the order of their first upload, in pages")
    func listing() throws {
        let collection = try fixture.collection()
        for name in ["z", "ä", "m", "日本", "a"] { try collection.add(name, name) }
        #expect(try collection.documents().map(\.name) == ["z", "ä", "m", "日本", "a"])
        #expect(try collection.documents(limit: 2, offset: 1).map(\.name) == ["ä", "m"])
        #expect(try collection.documents(limit: 2, offset: 5).isEmpty)
        #expect(try collection.documents(limit: -1, offset: -1).isEmpty)
    }

    @Test("Chunks come in the order asked, without those that are not there")
    func chunkOrder() throws {
        let collection = try fixture.collection()
        let texts = ["one", "two", "three"]
        let change = try collection.replaceDocument(
            NewDocument("a.txt", text: "one two three"),
            chunks: texts.map { NewChunk($0) }
        )
        let ids = change.insertedChunkIDs
        let asked = [ids[2], 999, ids[0], .max, -1, ids[2]]
        #expect(try collection.chunks(asked).map(\.text) == ["three", "one", "three"])
        #expect(try collection.chunks(ofDocumentNamed: "a.txt").map(\.ordinal) == [0, 1, 2])
        #expect(try collection.chunks(ofDocumentNamed: "b.txt").isEmpty)
    }

    @Test("A document without chunks is stored")
    func emptyDocument() throws {
        let collection = try fixture.collection()
        let change = try collection.replaceDocument(NewDocument("empty.txt", text: ""), chunks: [])
        #expect(change.insertedChunkIDs.isEmpty)
        #expect(try collection.document(named: "empty.txt")?.status == .ready)
        #expect(try collection.text(ofDocumentNamed: "empty.txt")?.isEmpty == true)
    }
}
