package import Foundation
package import Tokenization
package import VectorKernels

/// Turns texts into vectors whose inner products measure how alike the texts are in meaning.
///
/// Runs BERT models on the CPU, from folders in Hugging Face form: `config.json`, `model.safetensors`, a
/// tokenizer, and the files of sentence-transformers where there are any. Its calls are synchronous and occupy all
/// threads of the pool: make them from a thread of your own, never from Swift's cooperative pool.
package final class SentenceEncoder: Sendable {
    /// The name of the model's folder.
    package let modelName: String
    package let configuration: ModelConfiguration
    /// The precision that was asked for.
    package let requestedPrecision: EncoderPrecision
    /// The precision that runs.
    package let precision: EncoderPrecision
    let model: BERTModel
    /// What follows pooling.
    let denseLayers: [DenseLayer]
    /// The number of values in a vector.
    package let dimension: Int

    package var tokenizer: WordPieceTokenizer { model.tokenizer }

    /// The tokens of a text that count, special ones included: longer texts are cut.
    package var maximumTokenCount: Int { configuration.maximumTokenCount }

    /// Loads the model. The weights' file stays mapped for as long as the encoder lives.
    ///
    /// - Parameters:
    ///   - precision: What to run with; where the processor lacks the instructions, ``EncoderPrecision/supported`` runs.
    ///   - pool: The threads that encode.
    package init(
        modelFolder: URL,
        precision: EncoderPrecision = .standard,
        pool: WorkerPool = .shared
    ) throws(EncoderError) {
        requestedPrecision = precision
        self.precision = precision.supported
        modelName = modelFolder.standardizedFileURL.lastPathComponent
        configuration = try ModelConfiguration(modelFolder: modelFolder)
        let folder = configuration.transformerFolder
        model = try BERTModel(
            folder: folder,
            configuration: configuration.transformer,
            weights: SafetensorsFile(folder.appending(path: "model.safetensors")),
            precision: self.precision,
            pool: pool
        )
        var (layers, count): ([DenseLayer], Int) = ([], configuration.transformer.hiddenSize)
        for folder in configuration.denseFolders {
            let layer = try DenseLayer(folder: folder, inputCount: count)
            layers.append(layer)
            count = layer.outputCount
        }
        (denseLayers, dimension) = (layers, count)
        guard givesFiniteNumbers else {
            throw BERTModel.notFinite(file: modelName)
        }
    }

    /// The same encoder on other threads, which neither wait for nor help those of this one. Takes no memory for weights.
    package func working(on pool: WorkerPool) -> SentenceEncoder {
        SentenceEncoder(self, pool: pool)
    }

    private init(_ encoder: SentenceEncoder, pool: WorkerPool) {
        modelName = encoder.modelName
        configuration = encoder.configuration
        requestedPrecision = encoder.requestedPrecision
        precision = encoder.precision
        model = encoder.model.working(on: pool)
        denseLayers = encoder.denseLayers
        dimension = encoder.dimension
    }
}
