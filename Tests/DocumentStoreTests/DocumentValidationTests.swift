import DocumentStore
import Testing

@Suite struct DocumentValidationTests {
    private let fixture: TemporaryStore

    init() throws {
        fixture = try TemporaryStore()
    }

    /// A document that breaks one rule.
    enum BadDocument: CaseIterable {
        case emptyName, longName, nulInName, nulInText, shortDigest, negativeBytes, badMetadata, listAsMetadata

        var document: NewDocument {
            var document = NewDocument("a.txt", text: "herons")
            switch self {
            case .emptyName: document.name = ""
            case .longName: document.name = String(repeating: "é", count: 513)
            case .nulInName: document.name = "a\u{0}b"
            case .nulInText: document.text = "her\u{0}ons"
            case .shortDigest: document.sha256 = [1, 2, 3]
            case .negativeBytes: document.byteCount = -1
            case .badMetadata: document.metadata = "{"
            case .listAsMetadata: document.metadata = "[]"
            }
            return document
        }
    }

    @Test("A document that breaks a rule is refused and changes nothing", arguments: BadDocument.allCases)
    func documents(bad: BadDocument) throws {
        let collection = try fixture.collection()
        #expect(
            storeErrorCode { _ = try collection.replaceDocument(bad.document, chunks: [NewChunk("herons")]) }
                == .invalidArgument
        )
        #expect(try collection.documents().isEmpty)
        #expect(try collection.changeToken() == 0)
    }

    @Test("A name may have 512 characters of any script")
    func longestName() throws {
        let collection = try fixture.collection()
        let name = String(repeating: "報", count: 512)
        try collection.add(name, "herons")
        #expect(try collection.document(named: name)?.name == name)
    }

    /// A chunk that breaks one rule.
    enum BadChunk: CaseIterable {
        case shortVector, longVector, emptyVector, notANumber, infinity
        case rangeBeyondText, scalarsBeyondBytes, pageZero, negativeTokens, badMetadata, nulInText

        var code: StoreError.Code {
            switch self {
            case .shortVector, .longVector, .emptyVector: .dimensionMismatch
            default: .invalidArgument
            }
        }

        var chunk: NewChunk {
            var chunk = NewChunk("herons")
            switch self {
            case .shortVector: chunk.vector = [1, 0, 0]
            case .longVector: chunk.vector = [1, 0, 0, 0, 0]
            case .emptyVector: chunk.vector = []
            case .notANumber: chunk.vector[2] = .nan
            case .infinity: chunk.vector[3] = -.infinity
            case .rangeBeyondText: chunk.utf8Range = 0..<7
            case .scalarsBeyondBytes: chunk.scalarRange = 1..<6
            case .pageZero: chunk.page = 0
            case .negativeTokens: chunk.tokenCount = -1
            case .badMetadata: chunk.metadata = "null"
            case .nulInText: chunk.lexicalText = "\u{0}"
            }
            return chunk
        }
    }

    @Test("A bad chunk among good ones leaves nothing of its document", arguments: BadChunk.allCases)
    func chunks(bad: BadChunk) throws {
        let collection = try fixture.collection()
        let chunks = [NewChunk("heron"), bad.chunk, NewChunk("her")]
        #expect(
            storeErrorCode {
                _ = try collection.replaceDocument(NewDocument("a.txt", text: "herons"), chunks: chunks)
            } == bad.code
        )
        #expect(try collection.documents().isEmpty)
        #expect(try collection.vectorIDs().isEmpty)
        #expect(try collection.search("heron").isEmpty)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("A refused replacement leaves the old content")
    func refusedReplacement() throws {
        let collection = try fixture.collection()
        let first = try collection.add("a.txt", "herons")
        let bad = NewChunk("cranes", vector: [1])
        #expect(
            storeErrorCode {
                _ = try collection.replaceDocument(NewDocument("a.txt", text: "cranes"), chunks: [bad])
            } == .dimensionMismatch
        )
        #expect(try collection.search("herons") == first.insertedChunkIDs)
        #expect(try collection.changeToken() == first.token)
    }

    @Test("In a batch, each upload succeeds or fails for itself")
    func batch() throws {
        let collection = try fixture.collection()
        try collection.add("old.txt", "storks")
        let bad = DocumentUpload(document: NewDocument("bad", text: "x"), chunks: [NewChunk("x", vector: [1])])
        let uploads = [
            DocumentUpload("one", "herons"), bad, DocumentUpload("old.txt", "cranes"), DocumentUpload("one", "rails"),
        ]
        let results = try collection.replaceDocuments(uploads, policy: .failIfExists)
        let codes = results.map { result -> StoreError.Code? in
            if case .failure(let error) = result { error.code } else { nil }
        }
        #expect(codes == [nil, .dimensionMismatch, .alreadyExists, .alreadyExists])
        #expect(try collection.documents().map(\.name) == ["old.txt", "one"])
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("In a batch, a later upload of a name replaces an earlier one")
    func sameNameTwice() throws {
        let collection = try fixture.collection()
        let uploads = [("one", "herons"), ("two", "rails"), ("one", "cranes")].map { DocumentUpload($0, $1) }
        let changes = try collection.replaceDocuments(uploads, policy: .replace).map { try $0.get() }
        #expect(changes.map(\.outcome) == [.inserted, .inserted, .replaced])
        #expect(changes[2].removedChunkIDs == changes[0].insertedChunkIDs)
        #expect(try collection.search("herons").isEmpty)
        #expect(try collection.search("cranes", "rails").count == 2)
        #expect(try collection.vectorIDs() == changes[1].insertedChunkIDs + changes[2].insertedChunkIDs)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("A row that the schema refuses undoes the whole batch")
    func allOrNothing() throws {
        let collection = try fixture.collection()
        var last = DocumentUpload("two", "cranes")
        last.chunks[0].metadata = "not JSON"
        let uploads = [DocumentUpload("one", "herons"), last]
        #expect(
            storeErrorCode { _ = try collection.replaceDocuments(uploads, policy: .replace) } == .invalidArgument
        )
        #expect(try collection.documents().isEmpty)
        #expect(try collection.search("herons").isEmpty)
        #expect(try collection.changeToken() == 0)
    }
}
