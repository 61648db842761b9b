import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Late interaction", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct LateInteractionTests {
    private let fixture: EngineFixture
    private let collection: Collection

    init() async throws {
        fixture = try EngineFixture()
        collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
    }

    private func scores(_ question: String, scope: Int64? = nil) async throws -> [String: Double] {
        let passages = try await collection.passages(for: question, options: Self.all)
        let embedded = try await fixture.engine.embed(question: question, scope: scope)
        let identifiers = passages.map(\.chunkID)
        let scores = try await fixture.engine.run { [collection] in
            try collection.lateInteraction(of: embedded, chunkIDs: identifiers)
        }
        return scores.reduce(into: [:]) { result, score in
            for passage in passages where passage.chunkID == score.key { result[passage.document] = score.value }
        }
    }

    private static var all: RetrievalOptions {
        var options = RetrievalOptions()
        (options.topK, options.topN) = (100, 100)
        return options
    }

    @Test("What answers a question has the highest score, and its own words one near that of the codes' precision")
    func ranks() async throws {
        try await collection.ingest("tea", "Green tea costs three pounds a pot.")
        try await collection.ingest("owl", "Owls hunt mice at night.")
        let scores = try await scores("What does tea cost?")
        #expect(scores.count == 2)
        #expect(try #require(scores["tea"]) > #require(scores["owl"]) + 0.1)
        // Signs keep √(2/π) of a vector of normally distributed values, and pairs of tokens less.
        let own = try #require(try await self.scores("Owls hunt mice at night.")["owl"])
        #expect((0.6...0.85).contains(own))
    }

    @Test("A remembered question has the same tokens as a new one")
    func remembered() async throws {
        try await collection.ingest("tea", "Green tea costs three pounds a pot.")
        let new = try await scores("What does tea cost?")
        for _ in 0..<2 { #expect(try await scores("What does tea cost?", scope: 1) == new) }
    }

    @Test("A question without a word has nothing to compare, and a chunk without a token or without codes no score")
    func nothing() async throws {
        try await collection.ingest("tea", "Green tea costs three pounds a pot.")
        try await collection.ingest("blank", "\u{AD}")
        #expect(try await scores("").isEmpty)
        #expect(Set(try await scores("tea").keys) == ["tea"])
        let chunk = NewChunk(
            text: "tea",
            utf8Range: 0..<3,
            scalarRange: 0..<3,
            tokenCount: 1,
            vector: [Float](repeating: 0.05, count: 384),
            lexicalText: "tea"
        )
        let old = NewDocument(
            name: "old",
            mediaType: "text/plain",
            sha256: [UInt8](repeating: 1, count: 32),
            byteCount: 3,
            text: "tea",
            uploadedAt: 0
        )
        _ = try collection.handle.replaceDocument(old, chunks: [chunk])
        #expect(try await collection.passages(for: "tea", options: Self.all).count == 3)
        #expect(Set(try await scores("tea").keys) == ["tea"])
    }

    @Test("Chunks of another collection have no score")
    func isolation() async throws {
        try await collection.ingest("tea", "Green tea costs three pounds a pot.")
        let passages = try await collection.passages(for: "tea", options: Self.all)
        let other = try await fixture.engine.collection(named: "other", owner: .local, createIfMissing: true)
        let embedded = try await fixture.engine.embed(question: "tea")
        let identifiers = passages.map(\.chunkID)
        #expect(try await fixture.engine.run { try other.lateInteraction(of: embedded, chunkIDs: identifiers) }.isEmpty)
    }
}
