import Foundation
import LanguageModel
import Ranking
import SentenceEncoder
import TestSupport
import Testing

@Suite(
    "Support on pairs of sentences that people judged",
    .enabled(if: Fixtures.modelFolder != nil && Fixtures.sharedURL("datasets/stsb-en/dev.jsonl") != nil)
)
struct SupportMeasurementTests {
    private struct Pair: Decodable {
        var sentence1: String
        var sentence2: String
        var score: Double
    }

    @Test("Equivalent sentences support each other, others hardly ever", .timeLimit(.minutes(5)))
    func pairs() throws {
        let file = try #require(Fixtures.sharedURL("datasets/stsb-en/dev.jsonl"))
        let pairs = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Pair.self, from: Data($0.utf8))
        }
        let encoder = try SentenceEncoder(modelFolder: #require(Fixtures.modelFolder))
        let similarity: SupportScorer.Similarity = { statement, sentences in
            let embeddings = encoder.encode([statement] + sentences)
            return sentences.indices.map { row in
                let cosine = zip(embeddings[0], embeddings[row + 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
                return ScoreCalibration.allMiniLML6v2.score(for: cosine)
            }
        }
        func supportedShare(of pairs: [Pair]) -> Double {
            let supported = pairs.count { pair in
                SupportScorer(question: "", passages: [pair.sentence2], similarity: similarity)
                    .verdict(on: pair.sentence1).kind == .supported
            }
            return Double(supported) / Double(max(1, pairs.count))
        }
        let equivalent = supportedShare(of: pairs.filter { $0.score >= 4 })
        let different = supportedShare(of: pairs.filter { $0.score <= 2.5 })
        #expect(equivalent >= 0.74, "\(equivalent)")
        #expect(different <= 0.05, "\(different)")
    }
}
