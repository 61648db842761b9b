import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// The encoder's mathematics, on small models made here: they need no installed model.
@Suite struct ForwardPassTests {
    private static let texts: [[Int32]] = [
        [2, 3], [2, 4, 3], [2, 4, 5, 6, 7, 8, 9, 1, 3], [2, 9, 3], [4], Array(repeating: 5, count: 16),
        [2, 7, 6, 5, 4, 8, 8, 3],
    ]

    @Test("Vectors are those of a double-precision forward pass", arguments: [1, 2, 3, 4] as [UInt64])
    func meanPooling(seed: UInt64) throws {
        let model = TinyModel(seed: seed)
        let embeddings = try load(model).encode(tokenIDs: Self.texts)
        for (row, text) in Self.texts.enumerated() {
            expect(embeddings[row], equals: model.meanVector(of: text))
        }
        #expect(embeddings.count == Self.texts.count)
        #expect(embeddings.tokenCount == Self.texts.reduce(0) { $0 + $1.count })
    }

    @Test("The first token's vector is taken where the folder says so")
    func classificationTokenPooling() throws {
        let model = TinyModel()
        let modules = [
            ["path": "", "type": "sentence_transformers.models.Transformer"],
            ["path": "1_Pooling", "type": "sentence_transformers.models.Pooling"],
        ]
        let pooling: [String: Any] = ["word_embedding_dimension": 8, "pooling_mode_cls_token": true]
        let embeddings = try load(model, ["modules.json": modules, "1_Pooling/config.json": pooling])
            .encode(tokenIDs: Self.texts)
        for (row, text) in Self.texts.enumerated() {
            expect(embeddings[row], equals: model.firstVector(of: text))
        }
    }

    @Test("Names and element types of other files give the same vectors")
    func otherForms() throws {
        let model = TinyModel()
        let expected = try load(model).encode(tokenIDs: Self.texts).vectors
        for type in SafetensorsWriter.ElementType.allCases {
            var other = model
            other.elementType = type
            other.namePrefix = "bert."
            (other.scaleName, other.shiftName) = ("gamma", "beta")
            #expect(try load(other).encode(tokenIDs: Self.texts).vectors == expected)
        }
    }

    @Test("Heads of any size and layers of any width", arguments: [1, 2, 4, 8])
    func headCounts(headCount: Int) throws {
        var model = TinyModel()
        model.headCount = headCount
        let embeddings = try load(model).encode(tokenIDs: Self.texts)
        expect(embeddings[2], equals: model.meanVector(of: Self.texts[2]))
    }

    @Test("Texts are tokenized, cut at the limit, and may be empty")
    func texts() throws {
        let encoder = try load(TinyModel(), ["sentence_bert_config.json": ["max_seq_length": 6]])
        #expect(encoder.maximumTokenCount == 6)
        let embeddings = encoder.encode(["", "a b", "A  B", "a b c d a b c d", " \n"])
        let expected = encoder.encode(tokenIDs: [[2, 3], [2, 4, 5, 3], [2, 4, 5, 6, 7, 3]])
        #expect(embeddings[0] == expected[0])
        #expect(embeddings[4] == expected[0])
        #expect(embeddings[1].elementsEqual(expected[1]))
        #expect(embeddings[2].elementsEqual(expected[1]))
        #expect(embeddings[3].elementsEqual(expected[2]))
    }

    @Test("No texts give no vectors")
    func noTexts() throws {
        let embeddings = try load(TinyModel()).encode([])
        #expect(embeddings.vectors.isEmpty && embeddings.count == 0 && embeddings.tokenCount == 0)
    }

    private func load(_ model: TinyModel, _ files: [String: Any] = [:]) throws -> SentenceEncoder {
        let folder = try TemporaryDirectory()
        try model.write(model.files.merging(files) { $1 }, to: folder.url)
        return try SentenceEncoder(modelFolder: folder.url, precision: .fp32)
    }

    /// Float32 rounding through two layers of 8 to 12 terms stays well below this.
    private func expect(_ vector: ArraySlice<Float>, equals expected: [Double]) {
        for (value, expected) in zip(vector, expected) {
            #expect(abs(Double(value) - expected) < 1e-5)
        }
    }
}
