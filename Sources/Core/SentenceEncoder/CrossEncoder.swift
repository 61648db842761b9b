package import Foundation
package import Tokenization
package import VectorKernels

/// Scores how well passages answer queries, reading both together: slower than comparing vectors, and better.
///
/// Runs BertForSequenceClassification models of one label on the CPU, such as
/// cross-encoder/ms-marco-MiniLM-L-6-v2. Its calls are synchronous and occupy all threads of the pool, as a
/// `SentenceEncoder`'s do.
package final class CrossEncoder: Sendable {
    /// The name of the model's folder.
    package let modelName: String
    package let configuration: CrossEncoderConfiguration
    /// The precision that was asked for.
    package let requestedPrecision: EncoderPrecision
    /// The precision that runs.
    package let precision: EncoderPrecision
    private let model: BERTModel
    private let pooler: DenseLayer
    private let classifier: DenseLayer

    package var tokenizer: WordPieceTokenizer { model.tokenizer }

    /// The tokens of a pair that count, special ones included: longer pairs are cut.
    package var maximumTokenCount: Int { configuration.maximumTokenCount }

    /// Whether the model of a folder is a cross-encoder, by the architecture that its `config.json` names.
    package static func isCrossEncoder(modelFolder: URL) throws(EncoderError) -> Bool {
        try ModelArchitectures(configurationFile: modelFolder.appending(path: "config.json")).isCrossEncoder
    }

    /// Loads the model. The weights' file stays mapped for as long as the cross-encoder lives.
    ///
    /// - Parameters:
    ///   - precision: What to run with; where the processor lacks the instructions, ``EncoderPrecision/supported`` runs.
    ///   - pool: The threads that score.
    package init(
        modelFolder: URL,
        precision: EncoderPrecision = .standard,
        pool: WorkerPool = .shared
    ) throws(EncoderError) {
        requestedPrecision = precision
        self.precision = precision.supported
        modelName = modelFolder.standardizedFileURL.lastPathComponent
        configuration = try CrossEncoderConfiguration(modelFolder: modelFolder)
        let folder = configuration.transformerFolder
        let file = try SafetensorsFile(folder.appending(path: "model.safetensors"))
        let size = configuration.transformer.hiddenSize
        pooler = try DenseLayer(
            file,
            named: "bert.pooler.dense",
            inputCount: size,
            outputCount: size,
            activation: .hyperbolicTangent
        )
        classifier = try DenseLayer(file, named: "classifier", inputCount: size, outputCount: 1, activation: .identity)
        model = try BERTModel(
            folder: folder,
            configuration: configuration.transformer,
            weights: file,
            precision: self.precision,
            pool: pool
        )
        guard tokenizer.encodesPairs else {
            throw EncoderError(
                .invalidTokenizer,
                file: folder.lastPathComponent,
                "expected pairs of texts in the form [CLS] first [SEP] second [SEP], found another template"
            )
        }
        guard scores(of: [("", "")]).allSatisfy(\.isFinite) else {
            throw BERTModel.notFinite(file: modelName)
        }
    }

    /// The logit of each pair; larger is better. A pair that is too long is cut as `WordPieceTokenizer.encodePair` says.
    ///
    /// A pair's score does not depend on the pairs beside it, but for rounding.
    ///
    /// - Complexity: O(tokens); attention adds a part that is quadratic in the length of each pair.
    package func scores(of pairs: [(query: String, passage: String)]) -> [Float] {
        let sequences = model.tokenize(count: pairs.count) { [configuration, tokenizer] place in
            var (query, passage) = (configuration.prompt + pairs[place].query, pairs[place].passage)
            if configuration.lowercasesText { (query, passage) = (query.lowercased(), passage.lowercased()) }
            return tokenizer.encodePair(query, passage, maximumTokenCount: configuration.maximumTokenCount)
        }
        return model.map(sequences) { [pooler, classifier] hidden, rows in
            let pooled = pooler(hidden.mean(ofRows: rows.lowerBound..<rows.lowerBound + 1))
            return classifier(pooled)[0]
        }
    }

    /// The score of a pair as a probability, from its logit; nil if the model's configuration takes the logit itself.
    package func probability(ofScore score: Float) -> Float? {
        switch configuration.activation {
        case .identity: nil
        case .sigmoid: 1 / (1 + exp(-score))
        }
    }
}
