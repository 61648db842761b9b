import Foundation
import SentenceEncoder
import TestSupport
import Testing
import Tokenization

/// Tiny models against what sentence-transformers computes with them, made by `fixtures/models/make_tiny_models.py`.
@Suite struct ReferenceModelTests {
    private struct Vectors: Decodable {
        struct Result: Decodable {
            var folder: String
            var prompt: String?
            var vectors: [[Float]]
        }

        var texts: [String]
        var results: [Result]
    }

    private struct Pair: Decodable {
        var first: String
        var second: String
        var maximum: Int
        var ids: [Int32]
        var secondStart: Int
        var logit: Float
        var probability: Float
    }

    /// float32 rounding through two layers of 8 to 16 terms stays below this.
    private static let tolerance: Float = 1e-5

    @Test("Poolings, prompts and linear maps give the reference's vectors")
    func vectors() throws {
        let reference = try decode(Vectors.self, "models/vectors.json")
        #expect(reference.results.count == 15)
        for result in reference.results {
            let folder = try ModelFixture.folder(result.folder)
            let encoder = try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
            let role: TextRole? = result.prompt.map { $0 == "query" ? .query : .passage }
            let embeddings = encoder.encode(reference.texts, as: role)
            for (row, expected) in result.vectors.enumerated() {
                let difference = zip(embeddings[row], expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
                #expect(
                    embeddings.dimension == expected.count && difference < Self.tolerance,
                    "\(result.folder), \(result.prompt ?? "no prompt"), text \(row): \(difference)"
                )
            }
        }
    }

    @Test("Pairs are cut as the reference cuts them, and have its tokens and segments")
    func pairTokens() throws {
        let tokenizer = try WordPieceTokenizer(modelFolder: Fixtures.url("models/reranker"))
        for pair in try decode([Pair].self, "models/pairs.json") {
            let sequence = tokenizer.encodePair(pair.first, pair.second, maximumTokenCount: pair.maximum)
            #expect(sequence == TokenSequence(pair.ids, secondSegmentStart: pair.secondStart), "\(pair)")
        }
    }

    @Test("A cross-encoder's scores are the reference's logits, and its probabilities their sigmoids")
    func scores() throws {
        let pairs = try decode([Pair].self, "models/pairs.json")
        for limit in Set(pairs.map(\.maximum)) {
            let folder = try ModelFixture.folder(
                "reranker",
                replacing: "tokenizer_config.json",
                "\"model_max_length\": 32",
                "\"model_max_length\": \(limit)"
            )
            let encoder = try CrossEncoder(modelFolder: folder.url, precision: .fp32)
            #expect(encoder.maximumTokenCount == limit)
            let expected = pairs.filter { $0.maximum == limit }
            let scores = encoder.scores(of: expected.map { (query: $0.first, passage: $0.second) })
            #expect(scores.count == expected.count)
            for (score, pair) in zip(scores, expected) {
                #expect(abs(score - pair.logit) < Self.tolerance, "\(pair): \(score)")
                let probability = try #require(encoder.probability(ofScore: score))
                #expect(abs(probability - pair.probability) < Self.tolerance)
            }
        }
    }

    @Test("Callers may put a prompt of their own before texts")
    func otherPrompt() throws {
        let folder = try ModelFixture.folder("prompts")
        let encoder = try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        #expect(encoder.configuration.prompts == Prompts(query: "query: ", passage: "passage: ", standard: "passage: "))
        let texts = ["the river", ""]
        #expect(
            encoder.encode(texts, prompt: "deep ").vectors
                == encoder.encode(["deep the river", "deep "], prompt: "").vectors
        )
        #expect(encoder.encode(texts, as: .query).vectors == encoder.encode(texts, prompt: "query: ").vectors)
        #expect(encoder.encode(texts, as: .query).vectors != encoder.encode(texts).vectors)
    }

    @Test("A prompt that fills the whole sequence leaves the last token to pool")
    func overlongPrompt() throws {
        let folder = try ModelFixture.folder("prompts-left-out")
        let encoder = try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        let vector = encoder.encode(["the river"], prompt: String(repeating: "deep ", count: 100))
        #expect(vector.vectors.allSatisfy { $0.isFinite })
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: Fixtures.url(path)))
    }
}
