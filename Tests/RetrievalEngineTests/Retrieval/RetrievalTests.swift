import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Retrieval", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct RetrievalTests {
    private let fixture: EngineFixture
    private let collection: Collection

    init() async throws {
        fixture = try EngineFixture()
        collection = try await fixture.engine.collection(named: "c", owner: .local, createIfMissing: true)
        for (name, text) in [
            ("tea", "Green tea costs three pounds a pot."), ("cake", "A slice of lemon cake costs two pounds."),
            ("owl", "Owls hunt mice at night."), ("tide", "The moon pulls the sea and makes the tides."),
        ] {
            try await collection.ingest(name, text)
        }
    }

    @Test("Scores after reranking fall, and all are on their scales")
    func ranks() async throws {
        let passages = try await all("What does tea cost?")
        #expect(passages.map(\.document).prefix(2) == ["tea", "cake"])
        let scores = passages.map(\.scores)
        for (better, worse) in zip(scores, scores.dropFirst()) {
            #expect(better.rerank >= worse.rerank)
        }
        #expect(scores[0].lexical > 0 && scores[2].lexical == 0)
        #expect(scores.allSatisfy { ($0.lateInteraction.map { (-1.0001...1.0001).contains($0) } ?? false) })
        #expect(scores.allSatisfy { (0...1).contains($0.rerank) && (0...1).contains($0.proximity) })
        #expect(scores.allSatisfy { (0...1).contains($0.similarity) && (-1.0001...1.0001).contains($0.cosine) })
    }

    @Test("min_k and min_n are inclusive: a threshold equal to a score keeps it, the next larger number drops it")
    func thresholdsAreInclusive() async throws {
        let passages = try await all("What does tea cost?")
        func count(minK: Double = 0, minN: Double = 0) async throws -> Int {
            var options = RetrievalOptions()
            options.topN = 10
            options.minK = minK
            options.minN = minN
            return try await collection.passages(for: "What does tea cost?", options: options).count
        }
        for passage in passages {
            for threshold in [passage.scores.similarity, passage.scores.similarity.nextUp] {
                let expected = passages.count { $0.scores.similarity >= threshold }
                #expect(try await count(minK: threshold) == expected)
            }
            for threshold in [passage.scores.rerank, passage.scores.rerank.nextUp] {
                let expected = passages.count { $0.scores.rerank >= threshold }
                #expect(try await count(minN: threshold) == expected)
            }
        }
    }

    @Test("Never more than top_k or top_n", arguments: [(1, 10), (2, 10), (10, 1), (10, 3), (3, 2)])
    func limitsCounts(topK: Int, topN: Int) async throws {
        var options = RetrievalOptions()
        options.topK = topK
        options.topN = topN
        #expect(try await collection.passages(for: "owls", options: options).count == min(topK, topN, 4))
    }

    @Test("Options out of range are refused by name")
    func refusesBadOptions() async throws {
        let bad: [(WritableKeyPath<RetrievalOptions, Double>, Double, String)] = [
            (\.minK, -0.1, "min_k"), (\.minK, 1.1, "min_k"), (\.minN, .nan, "min_n"), (\.minN, 2, "min_n"),
        ]
        for (key, value, name) in bad {
            var options = RetrievalOptions()
            options[keyPath: key] = value
            let error = #expect(throws: EngineError.self) { try options.validate() }
            #expect(error?.code == .invalidArgument && error?.message.contains(name) == true)
        }
        for topK in [0, -1, 1001] {
            var options = RetrievalOptions()
            options.topK = topK
            #expect(throws: EngineError.self) { try options.validate() }
        }
    }

    @Test("Passages of several collections are ranked together")
    func ranksAcrossCollections() async throws {
        let other = try await fixture.engine.collection(named: "d", owner: .local, createIfMissing: true)
        try await other.ingest("coffee", "A cup of coffee costs four pounds.")
        let question = try await fixture.engine.embed(question: "What does a cup of coffee cost?")
        var found: [Passage] = []
        for source in [collection, other] {
            found += try await source.passages(nearest: question, count: 10, minimumSimilarity: 0)
        }
        let ranked = try await fixture.engine.reranked(found, for: question, options: RetrievalOptions()).passages
        #expect(ranked.first?.document == "coffee")
        #expect(ranked.count == 3)
    }

    private func all(_ question: String) async throws -> [Passage] {
        var options = RetrievalOptions()
        options.topN = 10
        return try await collection.passages(for: question, options: options)
    }
}
