import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// What a model folder may say, and what it may not.
@Suite struct ModelFolderTests {
    @Test(
        "Fields of config.json that the encoder cannot follow are refused",
        arguments: [
            ("model_type", "roberta", .unsupportedModel), ("hidden_act", "relu", .unsupportedModel),
            ("position_embedding_type", "relative_key", .unsupportedModel), ("is_decoder", true, .unsupportedModel),
            ("hidden_size", 0, .malformedFile), ("hidden_size", 1 << 40, .malformedFile),
            ("hidden_size", "8", .malformedFile), ("hidden_size", 16, .malformedFile),
            ("num_attention_heads", 3, .malformedFile), ("num_hidden_layers", 3, .malformedFile),
            ("num_hidden_layers", -1, .malformedFile), ("intermediate_size", 13, .malformedFile),
            ("vocab_size", 12, .malformedFile), ("vocab_size", 10, .invalidTokenizer),
            ("max_position_embeddings", 2, .malformedFile), ("type_vocab_size", 3, .malformedFile),
            ("layer_norm_eps", -1, .malformedFile),
        ] as [(String, any Sendable, EncoderError.Code)]
    )
    func configuration(field: String, value: any Sendable, code: EncoderError.Code) throws {
        let model = TinyModel()
        var configuration = model.configuration
        configuration[field] = value
        try expectRefusal(code, model.files.merging(["config.json": configuration]) { $1 })
    }

    @Test("Fields of config.json that have to be there", arguments: ["model_type", "hidden_size", "hidden_act"])
    func missingField(field: String) throws {
        let model = TinyModel()
        var configuration = model.configuration
        configuration[field] = nil
        let error = try expectRefusal(.malformedFile, model.files.merging(["config.json": configuration]) { $1 })
        #expect(error?.description == "config.json: expected a key \(field), found none")
    }

    @Test(
        "Steps other than a transformer, pooling, linear maps and normalisation are refused",
        arguments: [
            ["Transformer"], ["Transformer", "Pooling", "LSTM"], ["Pooling", "Transformer"], [], ["Normalize"],
            ["Transformer", "Normalize"], ["Transformer", "Dense", "Pooling"],
            ["Transformer", "Pooling", "Normalize", "Dense"],
        ]
    )
    func steps(names: [String]) throws {
        let modules = names.map { ["path": "", "type": "sentence_transformers.models.\($0)"] }
        try expectRefusal(.unsupportedModel, TinyModel().files.merging(["modules.json": modules]) { $1 })
    }

    @Test(
        "Pooling by position or by several modes is refused",
        arguments: [
            ["pooling_mode_lasttoken": true], ["pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true],
            ["pooling_mode": "weightedmean"], ["pooling_mode": ["mean", "cls"]], ["pooling_mode": 1],
        ] as [[String: any Sendable]]
    )
    func pooling(modes: [String: any Sendable]) throws {
        try expectRefusal(.unsupportedModel, poolingFiles(modes))
    }

    @Test("Pooling of vectors of another size is refused")
    func poolingDimension() throws {
        try expectRefusal(
            .malformedFile,
            poolingFiles(["pooling_mode_mean_tokens": true, "word_embedding_dimension": 9])
        )
    }

    @Test("Steps outside the model folder are refused", arguments: ["../other", "/other", "a/../../b"])
    func escapingPath(path: String) throws {
        let modules = [
            ["path": "", "type": "sentence_transformers.models.Transformer"],
            ["path": path, "type": "sentence_transformers.models.Pooling"],
        ]
        try expectRefusal(.malformedFile, TinyModel().files.merging(["modules.json": modules]) { $1 })
    }

    @Test("The limit of tokens is at most the model's number of positions", arguments: [(6, 6), (400, 16)])
    func tokenLimit(limit: Int, expected: Int) throws {
        let folder = try TemporaryDirectory()
        let model = TinyModel()
        try model.write(
            model.files.merging(["sentence_bert_config.json": ["max_seq_length": limit]]) { $1 },
            to: folder.url
        )
        #expect(try SentenceEncoder(modelFolder: folder.url).maximumTokenCount == expected)
    }

    @Test("A weight that is missing is named")
    func missingWeight() throws {
        let folder = try TemporaryDirectory()
        let model = TinyModel()
        try model.write(model.files, to: folder.url)
        let name = "encoder.layer.1.attention.self.key.bias"
        try model.safetensors(without: name).write(to: folder.url.appending(path: "model.safetensors"))
        let error = #expect(throws: EncoderError.self) { try SentenceEncoder(modelFolder: folder.url) }
        #expect(error?.description == "model.safetensors: expected a tensor \(name), found none")
    }

    @Test("A folder without a model says which file it expects")
    func emptyFolder() throws {
        let folder = try TemporaryDirectory()
        let error = #expect(throws: EncoderError.self) { try SentenceEncoder(modelFolder: folder.url) }
        #expect(error?.code == .unreadableFile)
        #expect(error?.description == "config.json: expected the file, found none")
    }

    private func poolingFiles(_ pooling: [String: Any]) -> [String: Any] {
        let modules = [
            ["path": "", "type": "sentence_transformers.models.Transformer"],
            ["path": "1_Pooling", "type": "sentence_transformers.models.Pooling"],
        ]
        return TinyModel().files.merging(["modules.json": modules, "1_Pooling/config.json": pooling]) { $1 }
    }

    @discardableResult
    private func expectRefusal(_ code: EncoderError.Code, _ files: [String: Any]) throws -> EncoderError? {
        let folder = try TemporaryDirectory()
        try TinyModel().write(files, to: folder.url)
        let error = #expect(throws: EncoderError.self) { try SentenceEncoder(modelFolder: folder.url) }
        #expect(error?.code == code, "\(error?.description ?? "no error")")
        return error
    }
}
