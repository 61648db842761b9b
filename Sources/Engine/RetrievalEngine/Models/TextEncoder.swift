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
}
