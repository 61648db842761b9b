import DocumentStore
import Foundation
import GRDB
import Testing

@Suite("What agents know", .timeLimit(.minutes(1)))
struct KnowledgeTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let otherWorkspace = "22222222-2222-4222-8222-222222222222"
    private static let agent = "33333333-3333-4333-8333-333333333333"
    private static let otherAgent = "44444444-4444-4444-8444-444444444444"
    private static let source = "55555555-5555-4555-8555-555555555555"

    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
        try store.provision(
            [
                WorkspaceDescription(
                    id: Self.workspace,
                    name: "A",
                    credits: 0,
                    agents: [.init(id: Self.agent, name: "Helper")]
                ),
                WorkspaceDescription(
                    id: Self.otherWorkspace,
                    name: "B",
                    credits: 0,
                    agents: [.init(id: Self.otherAgent, name: "Other")]
                ),
            ],
            now: 1
        )
    }

    private func open(_ agent: String = agent, _ workspace: String = workspace) throws -> (any CollectionHandle)? {
        try store.openKnowledge(ofAgent: agent, inWorkspace: workspace, model: .tiny)
    }

    private func document(
        _ text: String,
        by user: String = "ann",
        saying intelligence: MessageIntelligence? = nil
    ) -> NewDocument {
        var document = NewDocument(Self.source, text: text)
        document.ingestion = NewIngestion(
            workspaceID: Self.workspace,
            agentID: Self.agent,
            sourceType: .message,
            sourceName: "Feedback",
            userID: user,
            intelligence: intelligence
        )
        return document
    }

    private func ingestions(source: String? = nil) throws -> [StoredIngestion] {
        try store.ingestions(ofAgent: Self.agent, inWorkspace: Self.workspace, source: source)
    }

    private func execute(_ sql: String) throws {
        try DatabaseQueue(path: fixture.databaseFile.path).write { try $0.execute(sql: sql) }
    }

    @Test("Only agents of the workspace have a collection, and each has one")
    func opening() throws {
        let first = try #require(try open())
        #expect(try open()?.id == first.id)
        #expect(try open(Self.otherAgent) == nil && open(Self.agent, Self.otherWorkspace) == nil)
        #expect(try open(Self.otherAgent, Self.otherWorkspace)?.id != first.id)
        let owner = CollectionOwner(kind: "agent", identifier: "\(Self.workspace):\(Self.otherAgent)")
        #expect(throws: StoreError.self) {
            try store.createCollection(named: StoredAgent.collectionName, owner: owner, model: .tiny)
        }
        #expect(try store.integrityProblems() == [])
    }

    @Test("What was given is written down with the document, and stays when it is replaced")
    func history() throws {
        let handle = try #require(try open())
        let intelligence = MessageIntelligence(
            topic: "birds",
            intent: "praise",
            sentiment: .positive,
            entities: ["a\0b"]
        )
        let first = document("herons", saying: intelligence)
        _ = try handle.replaceDocument(first, chunks: [NewChunk("herons")], policy: .overwrite)
        let second = document("cranes", by: "ben")
        _ = try handle.replaceDocument(second, chunks: [NewChunk("cranes"), NewChunk("cranes")], policy: .overwrite)
        let rows = try ingestions(source: Self.source)
        #expect(rows.map(\.ingestion) == [first.ingestion, second.ingestion])
        #expect(rows.map(\.chunkCount) == [1, 2] && rows.map(\.sha256) == [first.sha256, second.sha256])
        #expect(rows.allSatisfy { $0.sourceID == Self.source && $0.mediaType == "text/plain" && $0.byteCount == 6 })
        #expect(try ingestions() == rows && ingestions(source: Self.agent).isEmpty)
        #expect(
            try store.ingestions(ofAgent: Self.agent, inWorkspace: Self.otherWorkspace, source: nil).isEmpty
        )
        #expect(try handle.search("herons").isEmpty && handle.search("cranes").count == 2)
        #expect(try store.integrityProblems() == [])
    }

    @Test("The same bytes replace too, with their metadata")
    func overwriting() throws {
        let handle = try #require(try open())
        for number in 1...2 {
            var document = document("herons")
            document.metadata = #"{"number":\#(number)}"#
            let change = try handle.replaceDocument(document, chunks: [NewChunk("herons")], policy: .overwrite)
            #expect(change.outcome == (number == 1 ? .inserted : .replaced))
        }
        #expect(try handle.document(named: Self.source)?.metadata == #"{"number":2}"#)
        #expect(try ingestions().count == 2)
    }

    @Test("What breaks a rule writes nothing down")
    func refusals() throws {
        let handle = try #require(try open())
        var nameless = document("herons")
        nameless.ingestion?.userID = ""
        var odd = document("herons")
        odd.ingestion?.sourceName = "a\0b"
        var homeless = document("herons")
        homeless.ingestion?.agentID = Self.otherAgent
        for document in [nameless, odd, homeless] {
            #expect(
                storeErrorCode { _ = try handle.replaceDocument(document, chunks: [NewChunk("herons")]) }
                    == .invalidArgument
            )
        }
        #expect(try ingestions().isEmpty && handle.documents().isEmpty)
    }

    @Test("With an agent goes all that it knows; what still comes finds nothing to write to")
    func deletion() throws {
        let handle = try #require(try open())
        _ = try handle.replaceDocument(document("herons"), chunks: [NewChunk("herons")])
        try execute("DELETE FROM agent WHERE id = '\(Self.agent)'")
        #expect(
            storeErrorCode { _ = try handle.replaceDocument(document("cranes"), chunks: [NewChunk("cranes")]) }
                == .notFound
        )
        #expect(try open() == nil && ingestions().isEmpty)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A source that is not the one given last is found")
    func damage() throws {
        let handle = try #require(try open())
        _ = try handle.replaceDocument(document("herons"), chunks: [NewChunk("herons")])
        try execute("UPDATE knowledge_ingestion SET sha256 = zeroblob(32)")
        #expect(try store.integrityProblems() == ["1 sources of agents that are not those that were given last"])
    }
}
