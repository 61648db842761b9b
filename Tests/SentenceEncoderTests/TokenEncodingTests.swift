import Foundation
import SentenceEncoder
import TestSupport
import Testing
import Tokenization
import VectorKernels

/// Vectors and codes of tokens, on small models made here and in fixtures.
@Suite struct TokenEncodingTests {
    /// Token ids with special ones, of vocabulary words "a" to "d", which are 4 to 7.
    private static let texts: [(text: String, ids: [Int32])] = [
        ("a", [2, 4, 3]), ("a b c", [2, 4, 5, 6, 3]), ("", [2, 3]), ("d d a b", [2, 7, 7, 4, 5, 3]),
        ("a b c d a b c d a b c d a b c d a b c d", [2, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 3]),
    ]

    private func load(_ model: TinyModel) throws -> SentenceEncoder {
        let folder = try TemporaryDirectory()
        try model.write(model.files, to: folder.url)
        return try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
    }

    private func unit(_ values: [Double]) -> [Double] {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return values.map { $0 / length }
    }

    @Test("A query's tokens have their hidden states, of length 1, no special ones", arguments: [1, 2] as [UInt64])
    func queryTokens(seed: UInt64) throws {
        let model = TinyModel(seed: seed)
        let encoder = try load(model)
        #expect(encoder.tokenDimension == model.hiddenSize)
        let queries = encoder.encodeQueries(Self.texts.map(\.text))
        for (query, text) in zip(queries, Self.texts) {
            let expected = model.hiddenStates(of: text.ids).dropFirst().dropLast().flatMap(unit)
            #expect(query.tokens.count == text.ids.count - 2 && query.tokens.dimension == model.hiddenSize)
            #expect(zip(query.tokens.values, expected).allSatisfy { abs(Double($0) - $1) < 1e-5 })
        }
    }

    @Test("A passage's codes are those of pairs of its tokens, without special ones", arguments: [1, 2] as [UInt64])
    func passageCodes(seed: UInt64) throws {
        let model = TinyModel(seed: seed)
        let passages = try load(model).encodePassages(Self.texts.map(\.text))
        for (codes, text) in zip(passages.tokenCodes, Self.texts) {
            let states = model.hiddenStates(of: text.ids).dropFirst().dropLast().map(unit)
            #expect(codes.count == (states.count + 1) / 2)
            for code in 0..<codes.count {
                let sum = zip(states[2 * code], states[min(2 * code + 1, states.count - 1)]).map { $0 + $1 }
                for (value, size) in sum.enumerated() where abs(size) > 1e-4 {
                    #expect((codes.bytes[code] >> UInt8(value) & 1 == 1) == (size >= 0))
                }
            }
        }
    }

    @Test("The vectors of texts are the same with and without those of tokens")
    func sameVectors() throws {
        let encoder = try load(TinyModel())
        let texts = Self.texts.map(\.text)
        let expected = encoder.encode(texts)
        let passages = encoder.encodePassages(texts)
        #expect(passages.embeddings.vectors == expected.vectors)
        #expect(passages.embeddings.tokenCount == expected.tokenCount && passages.tokenCodes.count == texts.count)
        #expect(encoder.encodeQueries(texts).flatMap(\.vector) == expected.vectors)
        #expect(encoder.encodePassages([]).tokenCodes.isEmpty && encoder.encodeQueries([]).isEmpty)
    }

    @Test("The tokens of a prompt are none of the text's, though they count for its vector")
    func prompts() throws {
        let folder = try ModelFixture.folder("prompts")
        let encoder = try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        let query = encoder.encodeQueries(["the river"], as: .query)[0]
        #expect(query.tokens.count == encoder.tokenizer.tokenCount("the river"))
        #expect(query.vector == Array(encoder.encode(["the river"], as: .query)[0]))
        let long = encoder.encodePassages([String(repeating: "river ", count: 1000)], as: .passage).tokenCodes[0]
        let count = encoder.maximumTokenCount - 2 - encoder.tokenizer.tokenCount("passage: ")
        #expect(long.count == (count + 1) / 2)
    }

    @Test("Codes are of the hidden states where linear maps give vectors another dimension")
    func denseModel() throws {
        let folder = try ModelFixture.folder("dense-identity")
        let encoder = try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
        try #require(encoder.dimension != encoder.tokenDimension)
        let passages = encoder.encodePassages(["the river and the sea"])
        #expect(passages.embeddings.dimension == encoder.dimension)
        #expect(passages.tokenCodes[0].dimension == encoder.tokenDimension)
        let query = encoder.encodeQueries(["the river"])[0]
        #expect(query.vector.count == encoder.dimension && query.tokens.dimension == encoder.tokenDimension)
        #expect(try #require(query.tokens.lateInteraction(with: passages.tokenCodes[0])) > 0)
    }
}
