internal import Foundation
internal import VectorKernels

extension BERTWeights {
    /// Reads the tensors of `model.safetensors`, whose names may begin with `bert.`, and checks their shapes.
    ///
    /// - Complexity: O(number of weights), on the pool's threads.
    init(_ file: SafetensorsFile, _ configuration: BERTConfiguration, pool: WorkerPool) throws(EncoderError) {
        let reader = WeightReader(file: file, configuration: configuration)
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
        )
        let segmentValues = segments.values()
        segmentEmbedding = Array(segmentValues.prefix(hidden))
        secondSegmentDifference =
            configuration.segmentCount > 1 ? (0..<hidden).map { segmentValues[hidden + $0] - segmentValues[$0] } : nil
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
    private let prefix: String

    init(file: SafetensorsFile, configuration: BERTConfiguration) {
        self.file = file
        self.configuration = configuration
        prefix = file.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
    }

    func tensor(_ name: String, shape: [Int]) throws(EncoderError) -> Tensor {
        try file.tensor(named: prefix + name, shape: shape)
    }

    /// A normalisation; files converted from TensorFlow say gamma and beta for weight and bias.
    func norm(_ name: String) throws(EncoderError) -> Matrix.LayerNorm {
        let isOld = file.contains(prefix + name + ".gamma")
        let shape = [configuration.hiddenSize]
        return Matrix.LayerNorm(
            scale: try tensor(name + (isOld ? ".gamma" : ".weight"), shape: shape).values(),
            shift: try tensor(name + (isOld ? ".beta" : ".bias"), shape: shape).values(),
            epsilon: configuration.normEpsilon
        )
    }

    func layer(_ index: Int) throws(EncoderError) -> BERTWeights.Layer {
        let name = "encoder.layer.\(index)"
        let (hidden, intermediate) = (configuration.hiddenSize, configuration.intermediateSize)
        let projections = ["query", "key", "value"].map { "\(name).attention.self.\($0)" }
        return BERTWeights.Layer(
            projection: try dense(projections, inputs: hidden, outputs: hidden),
            attentionOutput: try dense(["\(name).attention.output.dense"], inputs: hidden, outputs: hidden),
            attentionNorm: try norm("\(name).attention.output.LayerNorm"),
            expansion: try dense(["\(name).intermediate.dense"], inputs: hidden, outputs: intermediate),
            contraction: try dense(["\(name).output.dense"], inputs: intermediate, outputs: hidden),
            outputNorm: try norm("\(name).output.LayerNorm")
        )
    }

    /// Linear maps of the same inputs, side by side as one. Each is an `outputs × inputs` tensor in the file.
    private func dense(_ names: [String], inputs: Int, outputs: Int) throws(EncoderError) -> BERTWeights.Dense {
        // Before memory is taken for them: only tensors that are in the file can have large shapes.
        var tensors: [Tensor] = []
        var bias: [Float] = []
        for name in names {
            tensors.append(try tensor(name + ".weight", shape: [outputs, inputs]))
            bias += try tensor(name + ".bias", shape: [outputs]).values()
        }
        var weights = Matrix(rowCount: inputs, columnCount: names.count * outputs)
        for (place, tensor) in tensors.enumerated() {
            copy(tensor, into: &weights, from: place * outputs)
        }
        return BERTWeights.Dense(weights: weights, bias: bias)
    }

    /// Copies the rows of `tensor` as columns, as many at a time as floats fit a cache line.
    private func copy(_ tensor: Tensor, into weights: inout Matrix, from firstColumn: Int) {
        let rowCount = tensor.shape[0]
        var block = Matrix(rowCount: 16, columnCount: tensor.shape[1])
        for first in stride(from: 0, to: rowCount, by: block.rowCapacity) {
            block.setRowCount(min(block.rowCapacity, rowCount - first))
            for row in 0..<block.rowCount {
                block.withMutableRow(row) { tensor.readRow(first + row, into: &$0) }
            }
            weights.setColumns(from: firstColumn + first, toRowsOf: block)
        }
    }
}
