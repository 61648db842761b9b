internal import Foundation
internal import VectorKernels

extension BERTWeights {
    /// Reads the tensors of `model.safetensors`, whose names may begin with `bert.`, and checks their shapes.
    ///
    /// - Complexity: O(number of weights), on the pool's threads.
    init(
        _ file: SafetensorsFile,
        _ configuration: BERTConfiguration,
        precision: EncoderPrecision,
        pool: WorkerPool
    ) throws(EncoderError) {
        let reader = WeightReader(file: file, configuration: configuration, format: precision.productFormat)
        let hidden = configuration.hiddenSize
        wordEmbeddings = try reader.tensor(
            "embeddings.word_embeddings.weight",
            shape: [configuration.vocabularyCount, hidden]
        )
        positionEmbeddings = try reader.tensor(
            "embeddings.position_embeddings.weight",
            shape: [configuration.positionCount, hidden]
        )
        let segments = try reader.tensor(
            "embeddings.token_type_embeddings.weight",
            shape: [configuration.segmentCount, hidden]
        ).values()
        segmentEmbeddings = (0..<configuration.segmentCount).map { segment in
            Array(segments[segment * hidden..<(segment + 1) * hidden])
        }
        embeddingNorm = try reader.norm("embeddings.LayerNorm")
        let results = pool.map(count: configuration.layerCount) { index in
            Result { () throws(EncoderError) in try reader.layer(index) }
        }
        var layers: [Layer] = []
        for result in results { layers.append(try result.get()) }
        self.layers = layers
        file.releaseMemory()
    }
}

/// Reads the parts of a BERT model by their names.
private struct WeightReader: Sendable {
    private let file: SafetensorsFile
    private let configuration: BERTConfiguration
    private let format: NumberFormat
    private let prefix: String

    init(file: SafetensorsFile, configuration: BERTConfiguration, format: NumberFormat) {
        self.file = file
        self.configuration = configuration
        self.format = format
        prefix = file.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
    }

    func tensor(_ name: String, shape: [Int]) throws(EncoderError) -> Tensor {
        try file.tensor(named: prefix + name, shape: shape)
    }

    /// A normalisation; files converted from TensorFlow say gamma and beta for weight and bias.
    func norm(_ name: String) throws(EncoderError) -> LayerNorm {
        let isOld = file.contains(prefix + name + ".gamma")
        let shape = [configuration.hiddenSize]
        return LayerNorm(
            scale: try tensor(name + (isOld ? ".gamma" : ".weight"), shape: shape).values(),
            shift: try tensor(name + (isOld ? ".beta" : ".bias"), shape: shape).values(),
            epsilon: configuration.normEpsilon
        )
    }

    func layer(_ index: Int) throws(EncoderError) -> BERTWeights.Layer {
        let name = "encoder.layer.\(index)"
        let (hidden, intermediate) = (configuration.hiddenSize, configuration.intermediateSize)
        return BERTWeights.Layer(
            projection: pack(try projections("\(name).attention.self"), inputs: hidden),
            attentionOutput: pack(
                [try linear("\(name).attention.output.dense", inputs: hidden, outputs: hidden)],
                inputs: hidden
            ),
            attentionNorm: try norm("\(name).attention.output.LayerNorm"),
            expansion: pack(
                [try linear("\(name).intermediate.dense", inputs: hidden, outputs: intermediate)],
                inputs: hidden
            ),
            contraction: pack(
                [try linear("\(name).output.dense", inputs: intermediate, outputs: hidden)],
                inputs: intermediate
            ),
            outputNorm: try norm("\(name).output.LayerNorm")
        )
    }

    /// Some outputs of a linear map, which is an `outputs × inputs` tensor in the file.
    private struct Linear {
        var weights: Tensor
        var bias: [Float]
        var outputs: Range<Int>
    }

    private func linear(_ name: String, inputs: Int, outputs: Int) throws(EncoderError) -> Linear {
        Linear(
            weights: try tensor(name + ".weight", shape: [outputs, inputs]),
            bias: try tensor(name + ".bias", shape: [outputs]).values(),
            outputs: 0..<outputs
        )
    }

    /// The maps to the queries, keys and values of each head, as attention reads them.
    private func projections(_ name: String) throws(EncoderError) -> [Linear] {
        let (hidden, head) = (configuration.hiddenSize, configuration.head)
        let parts = [
            try linear(name + ".query", inputs: hidden, outputs: hidden),
            try linear(name + ".key", inputs: hidden, outputs: hidden),
            try linear(name + ".value", inputs: hidden, outputs: hidden),
        ]
        return (0..<configuration.headCount).flatMap { number in
            parts.map { part in
                Linear(
                    weights: part.weights,
                    bias: part.bias,
                    outputs: number * head.size..<(number + 1) * head.size
                )
            }
        }
    }

    /// Packs linear maps of the same inputs, each in panels of its own.
    private func pack(_ maps: [Linear], inputs: Int) -> PackedWeights {
        let panelSize = PackedWeights.panelOutputCount
        let panelCount = maps.reduce(0) { $0 + PackedWeights.panelCount(forOutputs: $1.outputs.count) }
        var result = PackedWeights(format: format, inputCount: inputs, panelCount: panelCount)
        var panel = 0
        for map in maps {
            for first in stride(from: map.outputs.lowerBound, to: map.outputs.upperBound, by: panelSize) {
                let outputs = first..<min(first + panelSize, map.outputs.upperBound)
                let (values, biases) = (map.weights.values(ofRows: outputs), Array(map.bias[outputs]))
                result.setPanel(panel, weights: values.span, biases: biases.span)
                panel += 1
            }
        }
        return result
    }
}
