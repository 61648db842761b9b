import Foundation
import SentenceEncoder
import TestSupport

/// The passages of `fixtures/conversation/passages.jsonl`, which hold the texts of `fixtures/documents`.
struct PassageCorpus {
    struct Passage: Decodable {
        var id: String
        var document: String
        var text: String
    }

    let passages: [Passage]
    private let encoder: SentenceEncoder
    private let embeddings: Embeddings

    init(encoder: SentenceEncoder) throws {
        let file = try Data(contentsOf: Fixtures.url("conversation/passages.jsonl"))
        passages = try file.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Passage.self, from: $0)
        }
        self.encoder = encoder
        embeddings = encoder.encode(passages.map(\.text))
    }

    func vector(of question: String) -> [Float] {
        encoder.encode([question]).vectors
    }

    /// The passages nearest to a question, best first.
    func nearest(to vector: [Float], count: Int = 3) -> [Passage] {
        let cosines = (0..<embeddings.count).map { row in
            zip(vector, embeddings[row]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        }
        return passages.indices.sorted { (cosines[$1], $0) < (cosines[$0], $1) }.prefix(count).map { passages[$0] }
    }
}
