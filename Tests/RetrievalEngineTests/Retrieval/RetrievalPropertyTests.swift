import RetrievalEngine
import TestSupport
import Testing

/// Over a collection of many chunks of few words, so that scores are near each other and often equal.
@Suite("Retrieval, properties", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct RetrievalPropertyTests {
    private static let chunkCount = 240
    private static let words = [
        "river", "mill", "stone", "bridge", "tea", "owl", "moon", "harbour", "ferry", "lamp", "garden", "winter",
    ]
    private let fixture: EngineFixture
    private let collection: Collection

    init() async throws {
        fixture = try EngineFixture()
        collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
        var random = SeededGenerator(seed: 3)
        let nodes = (0..<Self.chunkCount).map { number in
            let count = Int.random(in: 1...9, using: &random)
            let text = (0..<count).map { _ in Self.words.randomElement(using: &random) ?? "" }.joined(separator: " ")
            return DocumentNode(text: text, metadata: ["part": .integer(Int64(number % 3))])
        }
        try await collection.ingest(DocumentSource(name: "all", content: .nodes(nodes)))
    }

    private static let questions = ["Where is the mill by the river?", "owl moon", "stone bridge in winter", "xyzzy"]

    @Test("However many are asked for, they are the first of all that there are", arguments: questions)
    func prefixes(question: String) async throws {
        let all = try await found(question, count: 1000)
        #expect(all.count == Self.chunkCount)
        #expect(Set(all.map(\.range)).count == Self.chunkCount)
        for (better, worse) in zip(all, all.dropFirst()) {
            #expect(better.scores.similarity >= worse.scores.similarity)
        }
        for count in [1, 2, 3, 10, 24, 26, 100, 239] {
            let some = try await found(question, count: count)
            #expect(some.map(\.range) == all.prefix(count).map(\.range))
            #expect(some.map(\.scores) == all.prefix(count).map(\.scores))
        }
    }

    @Test("Never under a threshold, never more than asked for, never fewer when as many qualify", arguments: questions)
    func thresholds(question: String) async throws {
        var random = SeededGenerator(seed: 8)
        let all = try await found(question, count: 1000)
        for _ in 0..<12 {
            var options = RetrievalOptions()
            options.topK = Int.random(in: 1...300, using: &random)
            options.topN = Int.random(in: 1...50, using: &random)
            options.minK = try #require(all.randomElement(using: &random)).scores.similarity
            options.minN = try #require(all.randomElement(using: &random)).scores.rerank
            if Bool.random(using: &random) { options.minK = options.minK.nextUp }
            if Bool.random(using: &random) { options.minN = options.minN.nextUp }
            let passages = try await collection.passages(for: question, options: options)
            let qualified = all.prefix(options.topK).filter {
                $0.scores.similarity >= options.minK && $0.scores.rerank >= options.minN
            }
            #expect(passages.count == min(options.topN, qualified.count))
            #expect(passages.allSatisfy { passage in qualified.contains { $0.range == passage.range } })
        }
    }

    @Test("The explanation lists every chunk that was scored once, and keeps what came back", arguments: questions)
    func explanation(question: String) async throws {
        var options = RetrievalOptions()
        (options.topK, options.minK, options.topN, options.minN) = (20, 0.2, 4, 0.1)
        options.explains = true
        let retrieval = try await collection.retrieve(question, options: options)
        let candidates = retrieval.explanation.candidates
        #expect(candidates.count >= 100 && Set(candidates.map(\.range)).count == candidates.count)
        let kept = candidates.filter { $0.fate == .kept }
        #expect(Set(kept.map(\.range)) == Set(retrieval.passages.map(\.range)))
        #expect(candidates.dropFirst(20).allSatisfy { $0.fate == .beyondTopK })
        for candidate in candidates.prefix(20) {
            #expect((candidate.fate == .belowMinK) == (candidate.scores.similarity < 0.2))
            #expect(
                (candidate.fate == .belowMinN) == (candidate.scores.similarity >= 0.2 && candidate.scores.rerank < 0.1)
            )
        }
        #expect(retrieval.explanation.chunkCount == Self.chunkCount)
    }

    @Test("Reciprocal rank fusion brings as many, under the same thresholds")
    func reciprocalRank() async throws {
        var options = RetrievalOptions()
        (options.topK, options.topN) = (30, 30)
        options.fusion = .reciprocalRank
        let passages = try await collection.passages(for: "stone bridge in winter", options: options)
        #expect(passages.count == 30)
        options.minK = try #require(passages.map(\.scores.similarity).sorted().dropFirst(15).first)
        let fewer = try await collection.passages(for: "stone bridge in winter", options: options)
        #expect(fewer.count == passages.count { $0.scores.similarity >= options.minK })
    }

    private func found(_ question: String, count: Int) async throws -> [Passage] {
        let embedded = try await fixture.engine.embed(question: question)
        return try await collection.passages(nearest: embedded, count: count, minimumSimilarity: 0)
    }
}
