import Foundation
import SentenceEncoder

/// Scores passages with a cross-encoder on this machine.
struct CrossEncoderScorer: PassageScorer {
    let name: String
    let models: ModelPool<CrossEncoder>
    let pool: ComputePool

    /// Enough that every thread has work, and few enough that a look at the clock comes soon: a passage takes some ten
    /// milliseconds.
    var batchSize: Int { max(4, ProcessInfo.processInfo.activeProcessorCount) }

    /// A pair that is too long is cut as the model's tokenizer does.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable``, `overloaded`.
    func scores(
        of passages: [String],
        for question: String,
        deadline: ContinuousClock.Instant?
    ) async throws -> [Double] {
        try await models.withModel(named: name) { model in
            try await pool.run {
                model.scores(of: passages.map { (query: question, passage: $0) }).map(model.calibratedScore)
            }
        }
    }
}

extension CrossEncoder {
    /// A logit on the scale of the thresholds.
    ///
    /// Where the model's makers rank by the logit itself, it is taken for the log-odds that the passage answers, which is
    /// what the loss that such models are trained with makes of it.
    fileprivate func calibratedScore(_ logit: Float) -> Double {
        Double(probability(ofScore: logit) ?? 1 / (1 + exp(-logit)))
    }
}

extension ModelPool<CrossEncoder> {
    /// A pool of the cross-encoders that a catalog has.
    ///
    /// - Parameter pool: Loads, so that nobody's threads are held up.
    static func crossEncoders(
        of catalog: ModelCatalog?,
        precision: Precision,
        idleTime: Duration,
        pool: ComputePool
    ) -> ModelPool<CrossEncoder> {
        ModelPool(idleTime: idleTime) { name in
            try await pool.run {
                let model = try catalog.installed.reranker(named: name)
                do {
                    let encoder = try CrossEncoder(modelFolder: model.folder, precision: precision.encoderPrecision)
                    return LoadedModel(model: encoder, byteCount: model.byteCount)
                } catch {
                    throw EngineError(.modelUnavailable, "cannot load the model '\(name)': \(error)", cause: error)
                }
            }
        }
    }
}
