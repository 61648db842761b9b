import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// The default model against vectors of sentence-transformers, made by `fixtures/encoder/make_fixture.py`.
@Suite(.enabled(if: Fixtures.modelFolder != nil, "`make model` installs the model"))
struct ReferenceVectorTests {
    private let encoder: SentenceEncoder
    private let texts: [String]

    init() throws {
        encoder = try SentenceEncoder(modelFolder: try #require(Fixtures.modelFolder))
        texts = try JSONDecoder().decode([String].self, from: Data(contentsOf: Fixtures.url("encoder/reference.json")))
    }

    @Test("Every vector has a cosine of at least 0.99999 with the reference")
    func cosines() throws {
        let data = try Data(contentsOf: Fixtures.url("encoder/reference.f32"))
        let values = stride(from: 0, to: data.count, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[place + $1]) << UInt32(8 * $1) })
        }
        #expect(texts.count == 300 && values.count == texts.count * 384)
        let embeddings = encoder.encode(texts)
        for (row, text) in texts.enumerated() {
            let cosine = cosine(embeddings[row], values[row * 384..<(row + 1) * 384])
            #expect(cosine >= 0.99999, "\(text)")
        }
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
            let difference = zip(alone[0], together[row]).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(difference <= 1e-5)
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
            #expect(abs(cosineNumerator(embeddings[row], embeddings[row]) - 1) < 1e-6)
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

    private func cosine(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        cosineNumerator(a, b) / (cosineNumerator(a, a) * cosineNumerator(b, b)).squareRoot()
    }

    private func cosineNumerator(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
