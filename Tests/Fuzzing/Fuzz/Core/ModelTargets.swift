import Foundation
import SentenceEncoder
import VectorKernels

extension FuzzTarget {
    private static let folders = (weights: ScratchFolder(), model: modelFolder(), configuration: modelFolder())
    private static let files = ["config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"]

    /// The reader of safetensors files: a file by itself, and the weights of a small model.
    static let safetensors = FuzzTarget(
        name: "safetensors",
        maximumByteCount: 16_384,
        dictionary: [
            "\"dtype\"", "\"F32\"", "\"F16\"", "\"BF16\"", "\"I64\"", "\"shape\"", "\"data_offsets\"",
            "\"__metadata__\"", "[0,0]", "[]",
            "9223372036854775807", "4611686018427387904", "-1", "1e3", "\"a\"",
        ],
        seeds: {
            let header =
                #"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
                + #""b":{"dtype":"BF16","shape":[6],"data_offsets":[24,36]}}"#
            let small = [UInt8(header.utf8.count)] + Array(repeating: 0, count: 7) + Array(header.utf8) + Array(0..<36)
            return [small, try fixtureBytes("models/bert/model.safetensors")]
        },
        test: { input in
            let file = folders.weights.write(input, to: "model.safetensors")
            guard let weights = try? SafetensorsFile(file) else { return }
            for name in ["a", "b"] {
                for shape in [[2, 3], [6], [3, 2], [0], [], [0, 1 << 62]] {
                    guard let tensor = try? weights.tensor(named: name, shape: shape) else { continue }
                    expect(tensor.values().count == shape.reduce(1, *), "a tensor has the values of its shape")
                    expect(tensor.values().allSatisfy(\.isFinite), "values are finite")
                    if shape.count == 2 { _ = tensor.values(ofRows: 0..<shape[0]) }
                }
            }
            guard weights.contains("embeddings.word_embeddings.weight") else { return }
            folders.model.write(input, to: "model.safetensors")
            encode(folders.model)
        }
    )

    /// The readers of `config.json`, `config_sentence_transformers.json`, `modules.json` and `1_Pooling/config.json`, with
    /// zero bytes between.
    static let modelConfiguration = FuzzTarget(
        name: "model-configuration",
        dictionary: [
            "\"hidden_size\"", "\"num_attention_heads\"", "\"num_hidden_layers\"", "\"intermediate_size\"",
            "\"vocab_size\"",
            "\"max_position_embeddings\"", "\"type_vocab_size\"", "\"layer_norm_eps\"", "\"hidden_act\"",
            "\"architectures\"",
            "\"position_embedding_type\"", "\"prompts\"", "\"type\"", "\"path\"", "../", "\"word_embedding_dimension\"",
            "\"pooling_mode_mean_tokens\"", "9223372036854775807", "-1", "1e400", "0",
        ],
        seeds: {
            let model = "models/prompts/"
            let names = ["config.json", "config_sentence_transformers.json", "modules.json", "1_Pooling/config.json"]
            let parts = names.map { (try? fixtureBytes(model + $0)) ?? [] }
            return [
                Array(parts.joined(separator: [0])), try fixtureBytes("models/bert/config.json"),
                try fixtureBytes("models/reranker/config.json"),
            ]
        },
        test: { input in
            let parts = input.parts(4)
            let folder = folders.configuration
            try? FileManager.default.createDirectory(
                at: folder.url.appending(path: "1_Pooling"),
                withIntermediateDirectories: true
            )
            let names = ["config.json", "config_sentence_transformers.json", "modules.json", "1_Pooling/config.json"]
            for (name, part) in zip(names, parts) {
                if part.isEmpty {
                    try? FileManager.default.removeItem(at: folder.url.appending(path: name))
                } else {
                    folder.write(part, to: name)
                }
            }
            _ = try? BERTConfiguration(configurationFile: folder.url.appending(path: "config.json"))
            _ = try? CrossEncoderConfiguration(modelFolder: folder.url)
            _ = try? CrossEncoder.isCrossEncoder(modelFolder: folder.url)
            encode(folder)
        }
    )

    private static func encode(_ folder: ScratchFolder) {
        guard let encoder = try? SentenceEncoder(modelFolder: folder.url, pool: pool) else { return }
        expect(encoder.encode(["a b c"]).vectors.allSatisfy(\.isFinite), "an embedding has finite numbers")
        expect(
            encoder.encodeQueries(["a b c"]).allSatisfy { ($0.vector + $0.tokens.values).allSatisfy(\.isFinite) },
            "a question and its tokens have finite numbers"
        )
        _ = encoder.encodePassages(["a b c"])
    }

    private static let pool = WorkerPool(threadCount: 1)

    /// The files of a small model.
    private static func modelFolder() -> ScratchFolder {
        let folder = ScratchFolder()
        for name in files { (try? fixtureBytes("models/bert/\(name)")).map { _ = folder.write($0, to: name) } }
        return folder
    }
}
