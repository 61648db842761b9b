import Chunking
import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("What a model is shown", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct ContextAssemblerTests {
    /// Ten chunks in two sections, on four pages, a document of its own behind them.
    private static let nodes = (0..<10).map { number in
        DocumentNode(
            text:
                "Chapter \(number) tells of \(["owls", "ferries 🚢", "bread", "glass", "rain"][number % 5]) no. \(number).",
            metadata: ["page_number": .integer(Int64(number / 3 + 1))],
            headingPath: ["Book", number < 6 ? "First part" : "Second part"]
        )
    }

    private let fixture: EngineFixture
    private let collection: Collection
    /// The passages of the ten chunks, in the order of the document.
    private let passages: [Passage]

    init() async throws {
        fixture = try EngineFixture()
        collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
        _ = try await collection.ingest(DocumentSource(name: "book", content: .nodes(Self.nodes)))
        try await collection.ingest("other", "Another book entirely, about nothing.")
        passages = try await Self.passages(of: collection).filter { $0.document == "book" }
    }

    private static func passages(of collection: Collection) async throws -> [Passage] {
        var options = RetrievalOptions()
        options.topK = 100
        options.topN = 100
        return try await collection.passages(for: "book", options: options)
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private func context(
        _ places: [Int],
        surroundingTokenCount: Int = 0,
        tokenBudget: Int = .max
    ) throws -> AssembledContext {
        try ContextAssembler(surroundingTokenCount: surroundingTokenCount, tokenBudget: tokenBudget)
            .context(of: places.map { passages[$0] }, in: collection.handle)
    }

    /// The chunks in each text of a context, and whether the text is the document's at its range.
    private func chunks(_ context: AssembledContext) throws -> [ClosedRange<Int>] {
        let text = try #require(try collection.handle.text(ofDocumentNamed: "book"))
        let scalars = Array(text.unicodeScalars)
        return try context.parts.map { part in
            let passage = part.passage
            #expect(passage.isExact)
            #expect(String(String.UnicodeScalarView(scalars[passage.range])) == passage.text)
            let first = try #require(passages.firstIndex { $0.range.lowerBound == passage.range.lowerBound })
            let last = try #require(passages.firstIndex { $0.range.upperBound == passage.range.upperBound })
            return first...last
        }
    }

    @Test(
        "Neighbours become one text in the document's order, at the place of the best of them",
        arguments: [
            ([4], [4...4]), ([4, 2, 8], [4...4, 2...2, 8...8]), ([4, 8, 5], [4...5, 8...8]),
            ([5, 8, 4], [4...5, 8...8]),
            ([8, 3, 1, 2], [8...8, 1...3]), ([0, 9, 1, 8, 5], [0...1, 8...9, 5...5]), ([], []),
        ]
    )
    func joins(ranking: [Int], expected: [ClosedRange<Int>]) throws {
        #expect(try chunks(context(ranking)) == expected)
    }

    @Test("A joined text knows its pages, the headings over all of it, and where each ranked passage stands in it")
    func joinedPassage() throws {
        // Chunks 5 and 6 are on pages 2 and 3, 5 in the first part.
        let part = try #require(context([6, 4, 5]).parts.first)
        #expect(part.passage.page == 2)
        #expect(part.passage.pageBreaks.map(\.page) == [3])
        #expect(part.passage.pageBreaks.map(\.scalarOffset) == [passages[6].range.lowerBound])
        #expect(part.passage.headingPath == ["Book"])
        #expect(part.passage.scores == passages[6].scores)
        #expect(part.sources.map(\.number) == [1, 2, 3])
        let bytes = Array(part.passage.text.utf8)
        for source in part.sources {
            let place = [6, 4, 5][source.number - 1]
            #expect(String(decoding: bytes[source.utf8Range], as: UTF8.self) == passages[place].text)
        }
    }

    @Test("Passages of the same section keep its headings when they are joined")
    func sharedHeadings() throws {
        #expect(try context([2, 1]).parts.map(\.passage.headingPath) == [["Book", "First part"]])
    }

    @Test("With room to grow a passage takes in whole neighbours of its section, and nobody else's")
    func grows() throws {
        let size = try #require(passages.map(\.tokenCount).max())
        #expect(try chunks(context([3], surroundingTokenCount: 1)) == [3...3])
        #expect(try chunks(context([3], surroundingTokenCount: size)) == [3...4])
        #expect(try chunks(context([3], surroundingTokenCount: 2 * size)) == [2...4])
        #expect(try chunks(context([3], surroundingTokenCount: 1000)) == [0...5])
        #expect(try chunks(context([8, 1], surroundingTokenCount: size)) == [8...9, 1...2])
        #expect(try chunks(context([1, 3], surroundingTokenCount: size)) == [1...4])
        let taken = passages[8].tokenCount + passages[1].tokenCount
        #expect(try chunks(context([8, 1], surroundingTokenCount: size, tokenBudget: taken + size)) == [8...9, 1...1])
        #expect(try chunks(context([8, 1], surroundingTokenCount: size, tokenBudget: 1)) == [8...8, 1...1])
    }

    @Test("What a better text says already is left out, and the numbers of the others stay")
    func duplicates() async throws {
        for name in ["a", "b"] {
            try await collection.ingest(name, "The tide table hangs at the east pier \(name == "a" ? "." : "!")")
        }
        let copies = try await Self.passages(of: collection).filter { $0.text.hasPrefix("The tide") }
        let ranked = [copies[0], copies[1], passages[2]]
        let context = try ContextAssembler().context(of: ranked, in: collection.handle)
        #expect(context.parts.map(\.passage.text) == [copies[0].text, passages[2].text])
        #expect(context.parts.map { $0.sources.map(\.number) } == [[1], [3]])
    }

    @Test("A window takes the place of its passage, which is then no slice of the document")
    func windows() async throws {
        let node = DocumentNode(text: "Small.", metadata: ["window": "Before. Small. After."])
        _ = try await collection.ingest(
            DocumentSource(name: "w", content: .nodes([node, DocumentNode(text: "Next.")]))
        )
        let ranked = try await Self.passages(of: collection).filter { $0.document == "w" }
        let context = try ContextAssembler().context(of: ranked, in: collection.handle)
        #expect(context.parts.map(\.passage.text) == ["Before. Small. After.", "Next."])
        #expect(context.parts.map(\.passage.isExact) == [false, true])
    }

    @Test("Passages whose document was replaced or deleted meanwhile are shown as they are")
    func staleDocuments() async throws {
        try await collection.ingest("book", "Something else.")
        let replaced = try context([3, 4], surroundingTokenCount: 1000)
        #expect(replaced.parts.map(\.passage.text) == [passages[3].text, passages[4].text])
        _ = try await collection.deleteDocument(named: "book")
        #expect(try context([3, 4]).parts.map(\.sources.first?.number) == [1, 2])
    }

    @Test("Citations of a joined text name the ranked passage in which the sentence stands, and its exact place")
    func citations() async throws {
        var options = RetrievalOptions()
        options.topN = 10
        let text = try #require(try collection.handle.text(ofDocumentNamed: "book"))
        let scalars = Array(text.unicodeScalars)
        for number in [3, 7] {
            let reply = try await collection.answer("What does chapter \(number) tell of?", options: options)
            let citation = try #require(reply.citations.first)
            #expect(citation.text == passages[number].text)
            #expect(citation.page == number / 3 + 1)
            #expect(String(String.UnicodeScalarView(scalars[citation.range])) == citation.text)
            #expect(reply.text.contains("[\(citation.number)]"))
            #expect(reply.sentences.flatMap(\.citations).contains(citation.number))
            for citation in reply.citations {
                let passage = reply.passages[citation.number - 1]
                #expect(passage.range.lowerBound <= citation.range.lowerBound)
                #expect(passage.range.upperBound >= citation.range.upperBound)
            }
        }
    }

    @Test("Near-duplicates make room for other passages that qualify, but for nothing")
    func selection() throws {
        var ranked = [passages[0], passages[0], passages[1], passages[2]]
        for place in ranked.indices { ranked[place].scores.rerank = 1 - Double(place) / 10 }
        #expect(ranked.selected(2).map(\.scores.rerank) == [1, 0.8])
        #expect(ranked.selected(4).map(\.scores.rerank) == [1, 0.9, 0.8, 0.7])
        #expect(Array(ranked.prefix(2)).selected(2).count == 2)
        #expect(ranked.selected(3, diversity: 1).count == 3)
    }
}
