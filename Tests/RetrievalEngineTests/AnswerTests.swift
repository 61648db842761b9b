import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Extractive answers", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct AnswerTests {
    private let fixture: EngineFixture
    private let collection: Collection
    private static let notice = """
        # The ferry 🚢 of Ålesund

        The ferry leaves the east pier at nine in the morning. Bicycles travel free of charge. \
        Dogs must wear a muzzle on deck.

        ## Prices

        A single ticket costs 42 kroner. Children under seven pay nothing.
        """

    init() async throws {
        fixture = try EngineFixture()
        collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
        _ = try await collection.ingest(
            DocumentSource(name: "ferry.md", content: .file(Array(Self.notice.utf8)))
        )
    }

    @Test(
        "The sentence that answers is quoted and cited",
        arguments: [
            ("When does the ferry leave?", "nine in the morning"), ("How much is a single ticket?", "42 kroner"),
            ("What must dogs wear?", "muzzle"), ("Do children under seven pay?", "Children under seven pay nothing."),
        ]
    )
    func answers(question: String, expected: String) async throws {
        let reply = try await collection.answer(question)
        #expect(reply.text.contains(expected))
        #expect(reply.grounding == .yes)
        #expect(reply.citations.map(\.number) == Array(1...reply.citations.count))
        #expect(reply.citations.allSatisfy { reply.text.contains("[\($0.number)]") })
    }

    @Test("A citation's range slices the document's text to the citation's text, scalars counted")
    func citesExactly() async throws {
        let reply = try await collection.answer("How much is a single ticket?")
        let scalars = Array(Self.notice.unicodeScalars)
        for citation in reply.citations {
            let slice = String(String.UnicodeScalarView(scalars[citation.range]))
            #expect(slice == citation.text)
            #expect(citation.document == "ferry.md")
        }
        #expect(reply.citations.contains { $0.text == "A single ticket costs 42 kroner." })
    }

    @Test(
        "What the documents do not say is not answered",
        arguments: [
            "Who painted the Mona Lisa?", "What is the boiling point of mercury?", "Hello, bot!",
            "How do I reset my password?",
        ]
    )
    func abstains(question: String) async throws {
        let reply = try await collection.answer(question)
        #expect(reply.grounding == .abstained)
        #expect(reply.citations.isEmpty)
        #expect(reply.text == Reply.abstention)
    }

    @Test("An empty collection has no answer")
    func abstainsWithoutDocuments() async throws {
        let empty = try await fixture.engine.collection(named: "empty", owner: .local, createIfMissing: true)
        #expect(try await empty.answer("When does the ferry leave?").grounding == .abstained)
    }
}
