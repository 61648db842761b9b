import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// The default model in float32.
@Suite(.enabled(if: Fixtures.modelFolder != nil, "`make model` installs the model"))
struct ReferenceVectorTests {
    private let encoder: SentenceEncoder
    private let texts: [String]

    init() throws {
        encoder = try SentenceEncoder(modelFolder: try #require(Fixtures.modelFolder), precision: .fp32)
        texts = try ReferenceVectors().texts
    }

    @Test("The model's sizes are those of its files")
    func sizes() {
        #expect(encoder.modelName == "all-MiniLM-L6-v2")
        #expect(encoder.dimension == 384)
        #expect(encoder.maximumTokenCount == 256)
    }

    @Test("A text's vector does not depend on its neighbours")
    func neighbours() {
        let some = stride(from: 0, to: texts.count, by: 7).map { texts[$0] }
        let together = encoder.encode(some)
        for row in stride(from: 0, to: some.count, by: 5) {
            let alone = encoder.encode([some[row]])
            #expect(alone[0] == together[row])
        }
    }

    @Test("The same texts give the same vectors")
    func determinism() {
        let some = Array(texts.prefix(50))
        #expect(encoder.encode(some).vectors == encoder.encode(some).vectors)
    }

    @Test("Vectors have length 1")
    func unitLength() {
        let embeddings = encoder.encode(["", "a", texts[150], String(repeating: "word ", count: 1000)])
        for row in 0..<embeddings.count {
            let square = embeddings[row].reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs(square - 1) < 1e-6)
        }
    }

    @Test("Of a text that is too long, the first tokens count")
    func longText() {
        let long = String(repeating: "river ", count: 400)
        let cut = String(repeating: "river ", count: 254)
        #expect(encoder.encode([long]).vectors == encoder.encode([cut]).vectors)
        #expect(encoder.encode([long]).tokenCount == 256)
    }

    @Test("An empty text has the vector of the special tokens alone")
    func emptyText() {
        // [CLS] and [SEP] in BERT's uncased vocabulary.
        #expect(encoder.encode([""]).vectors == encoder.encode(tokenIDs: [[101, 102]]).vectors)
    }
}
