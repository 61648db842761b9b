import Ranking
import SentenceEncoder
import Tokenization

/// The loaded embedding model: its encoder, its name and its calibration.
struct TextEncoder: Sendable {
    let model: SentenceEncoder
    let modelName: String
    let calibration: ScoreCalibration

    /// Loads a model folder.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable``.
    init(model: InstalledModel) throws {
        do {
            self.model = try SentenceEncoder(modelFolder: model.folder)
        } catch {
            throw EngineError(.modelUnavailable, "cannot load the model '\(model.name)': \(error)", cause: error)
        }
        modelName = model.name
        calibration = model.calibration
    }
}

extension TextEncoder {
    /// Values of an embedding.
    var dimension: Int { model.dimension }

    /// The longest text it reads, in tokens, special ones included.
    var maximumTokenCount: Int { model.maximumTokenCount }

    var tokenizer: WordPieceTokenizer { model.tokenizer }

    /// Embeds texts: one row of `dimension` values a text, of unit length. CPU heavy.
    func vectors(of texts: [String]) -> [Float] {
        model.encode(texts).vectors
    }

    /// The calibrated similarity of a text to each of some others, in [0, 1]. CPU heavy.
    @Sendable
    func similarity(of text: String, to others: [String]) -> [Double] {
        let embeddings = model.encode([text] + others)
        return others.indices.map { row in
            let cosine = zip(embeddings[0], embeddings[row + 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            return calibration.score(for: cosine)
        }
    }
}
