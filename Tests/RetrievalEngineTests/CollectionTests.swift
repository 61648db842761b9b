import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Collections", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct CollectionTests {
    private let fixture: EngineFixture
    private var engine: RetrievalEngine { fixture.engine }

    init() throws {
        fixture = try EngineFixture()
    }

    @Test("A document is found by the next search, and no longer after it was deleted")
    func findsAndForgets() async throws {
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        #expect(try await collection.texts(for: "tea").isEmpty)
        try await collection.ingest("tea.json", "Green tea costs three pounds.")
        #expect(try await collection.texts(for: "price of tea") == ["Green tea costs three pounds."])
        #expect(try await collection.deleteDocument(named: "tea.json"))
        #expect(try await collection.texts(for: "price of tea").isEmpty)
        #expect(try await !collection.deleteDocument(named: "tea.json"))
    }

    @Test("What another engine on the same folder commits is found, and what it deletes is not")
    func seesOtherProcesses() async throws {
        let here = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        try await here.ingest("a", "The tide is high at noon.")
        #expect(try await here.texts(for: "tide").count == 1)
        let there = try await fixture.secondEngine().collection(named: "c", owner: .local)
        try await there.ingest("b", "The tide is low at six.")
        #expect(try await here.texts(for: "tide").count == 2)
        #expect(try await there.deleteDocument(named: "a"))
        #expect(try await here.texts(for: "tide") == ["The tide is low at six."])
    }

    @Test("Collections of the same name but other owners, and other names of one owner, share nothing")
    func isolates() async throws {
        let owners = [Owner(kind: "bot", identifier: "1"), Owner(kind: "bot", identifier: "2"), .local]
        for owner in owners {
            let collection = try await engine.collection(named: "c", owner: owner, createIfMissing: true)
            try await collection.ingest("same name", "The secret of \(owner) is safe.")
        }
        for owner in owners {
            let collection = try await engine.collection(named: "c", owner: owner)
            #expect(try await collection.texts(for: "secret") == ["The secret of \(owner) is safe."])
        }
        let other = try await engine.collection(named: "d", owner: .local, createIfMissing: true)
        #expect(try await other.texts(for: "secret").isEmpty)
    }

    @Test("A collection of another owner is as missing as one that nobody has")
    func hidesForeignCollections() async throws {
        _ = try await engine.collection(
            named: "hidden",
            owner: Owner(kind: "bot", identifier: "1"),
            createIfMissing: true
        )
        var messages: [String] = []
        for name in ["hidden", "absent"] {
            let error = await #expect(throws: EngineError.self) {
                try await engine.collection(named: name, owner: Owner(kind: "bot", identifier: "2"))
            }
            #expect(error?.code == .notFound)
            messages.append(error?.message.replacing(name, with: "NAME") ?? "")
        }
        #expect(messages[0] == messages[1])
    }

    @Test("The name policies: replace, must be new, must exist")
    func obeysNamePolicies() async throws {
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        let missing = await #expect(throws: EngineError.self) {
            try await collection.ingest("a", "one", policy: .mustExist)
        }
        #expect(missing?.code == .notFound)
        #expect(try await collection.ingest("a", "one", policy: .mustBeNew).outcome == .inserted)
        let existing = await #expect(throws: EngineError.self) {
            try await collection.ingest("a", "two", policy: .mustBeNew)
        }
        #expect(existing?.code == .alreadyExists)
        #expect(try await collection.ingest("a", "one").outcome == .unchanged)
        #expect(try await collection.ingest("a", "three", policy: .mustExist).outcome == .replaced)
        #expect(try await collection.texts(for: "one two three") == ["three"])
        #expect(try await collection.documentNames() == ["a"])
    }

    @Test("Metadata of the node overlays that of the document; page_number becomes the page")
    func keepsMetadata() async throws {
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        let node = DocumentNode(
            text: "The bridge is 40 metres long.",
            metadata: ["page_number": .integer(7), "colour": .string("red")]
        )
        let metadata: [String: JSONValue] = ["colour": .string("blue"), "shelf": .array([.number(1.5), .null])]
        _ = try await collection.ingest(
            DocumentSource(name: "bridge", content: .nodes([node]), metadata: metadata)
        )
        let passage = try #require(try await collection.passages(for: "How long is the bridge?").first)
        #expect(passage.page == 7)
        #expect(passage.metadata["colour"] == .string("red"))
        #expect(passage.metadata["shelf"] == .array([.number(1.5), .null]))
    }

    @Test("Many documents ingested at once are all there, each once")
    func ingestsConcurrently() async throws {
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let lamp = number % 20
                group.addTask { try await collection.ingest("doc \(lamp)", "Lamp number \(lamp) is lit.") }
            }
            try await group.waitForAll()
        }
        #expect(try await collection.documentCount() == 20)
        #expect(try await collection.texts(for: "lamp", topK: 100).count == 20)
    }
}
