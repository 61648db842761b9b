import Foundation
import TestSupport

/// A BERT model of random weights, small enough to compute by plain loops.
struct TinyModel {
    static let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "b", "c", "d", "##a", "##b", "[MASK]"]

    let hiddenSize = 8
    let layerCount = 2
    let intermediateSize = 12
    let positionCount = 16
    var headCount = 2
    var namePrefix = ""
    var scaleName = "weight"
    var shiftName = "bias"
    var elementType = SafetensorsWriter.ElementType.float32
    /// The weights by their names without a prefix, and their shapes.
    private(set) var weights: [String: [Float]] = [:]
    private(set) var shapes: [String: [Int]] = [:]

    init(seed: UInt64 = 7) {
        var generator = SeededGenerator(seed: seed)
        add("embeddings.word_embeddings.weight", [Self.vocabulary.count, hiddenSize], &generator)
        add("embeddings.position_embeddings.weight", [positionCount, hiddenSize], &generator)
        add("embeddings.token_type_embeddings.weight", [2, hiddenSize], &generator)
        addNorm("embeddings.LayerNorm", &generator)
        for layer in 0..<layerCount {
            let name = "encoder.layer.\(layer)"
            for part in ["self.query", "self.key", "self.value", "output.dense"] {
                addDense("\(name).attention.\(part)", hiddenSize, hiddenSize, &generator)
            }
            addNorm("\(name).attention.output.LayerNorm", &generator)
            addDense("\(name).intermediate.dense", hiddenSize, intermediateSize, &generator)
            addDense("\(name).output.dense", intermediateSize, hiddenSize, &generator)
            addNorm("\(name).output.LayerNorm", &generator)
        }
    }

    private mutating func add(_ name: String, _ shape: [Int], _ generator: inout SeededGenerator) {
        shapes[name] = shape
        // Multiples of 1/64 below 1: the same number in every element type.
        weights[name] = (0..<shape.reduce(1, *)).map { _ in Float(Int.random(in: -63...63, using: &generator)) / 64 }
    }

    private mutating func addDense(_ name: String, _ inputs: Int, _ outputs: Int, _ generator: inout SeededGenerator) {
        add(name + ".weight", [outputs, inputs], &generator)
        add(name + ".bias", [outputs], &generator)
    }

    private mutating func addNorm(_ name: String, _ generator: inout SeededGenerator) {
        add(name + ".weight", [hiddenSize], &generator)
        add(name + ".bias", [hiddenSize], &generator)
    }

    func safetensors(without missingName: String? = nil) -> Data {
        var writer = SafetensorsWriter()
        for name in weights.keys.sorted() where name != missingName {
            var storedName = namePrefix + name
            if name.contains("LayerNorm") {
                storedName = storedName.replacingOccurrences(of: "LayerNorm.weight", with: "LayerNorm.\(scaleName)")
                storedName = storedName.replacingOccurrences(of: "LayerNorm.bias", with: "LayerNorm.\(shiftName)")
            }
            writer.add(storedName, shape: shapes[name] ?? [], values: weights[name] ?? [], as: elementType)
        }
        return writer.file()
    }

    /// The content of `config.json`.
    var configuration: [String: Any] {
        [
            "model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute",
            "hidden_size": hiddenSize, "num_hidden_layers": layerCount, "num_attention_heads": headCount,
            "intermediate_size": intermediateSize, "vocab_size": Self.vocabulary.count,
            "max_position_embeddings": positionCount, "type_vocab_size": 2, "layer_norm_eps": 1e-6,
        ]
    }

    /// The JSON files of the folder by their paths, without those of sentence-transformers.
    var files: [String: Any] {
        ["config.json": configuration, "tokenizer_config.json": ["do_lower_case": true]]
    }

    /// Writes the model folder.
    func write(_ files: [String: Any], to folder: URL) throws {
        for (path, content) in files {
            let url = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try JSONSerialization.data(withJSONObject: content).write(to: url)
        }
        try Data((Self.vocabulary.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "vocab.txt"))
        try safetensors().write(to: folder.appending(path: "model.safetensors"))
    }
}
