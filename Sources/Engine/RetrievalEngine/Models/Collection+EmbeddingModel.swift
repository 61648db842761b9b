import DocumentStore
import Ranking

extension Collection {
    /// The name of the model that the collection was made with, and is searched with.
    public var modelName: String { handle.description.model.name }

    /// Whether the engine's default model is the collection's.
    private var hasDefaultModel: Bool { modelName == engine.modelName }

    /// Runs `body` with the collection's model, which is loaded when it is not in memory.
    ///
    /// - Throws: What `body` throws; ``EngineError/Code/modelUnavailable``, ``EngineError/Code/modelMismatch`` when the
    ///   installed model is not the one that the collection was made with, and ``EngineError/Code/overloaded``.
    func withModel<Value>(_ body: (EmbeddingModel) async throws -> Value) async throws -> Value {
        guard !hasDefaultModel else { return try await body(engine.model) }
        return try await engine.otherModels.withModel(named: modelName) { model in
            try handle.description.checkModel(model.encoder.identity)
            return try await body(model)
        }
    }

    /// Embeds a question with the collection's model.
    ///
    /// - Parameter scope: Whose question it is, for whom its vector is remembered; nil to remember nothing.
    func embed(question: String, scope: Int64? = nil) async throws -> EmbeddedQuestion {
        try await withModel { model in
            try await engine.run { [encoder = model.encoder] in encoder.embed(question: question, scope: scope) }
        }
    }

    /// The question as the collection's model embeds it: as it is, or embedded again when another model did.
    func embedded(_ question: EmbeddedQuestion) async throws -> EmbeddedQuestion {
        question.modelName == modelName ? question : try await embed(question: question.text)
    }

    /// How cosines of the collection's model map to the thresholds' scale.
    var calibration: ScoreCalibration { ScoreCalibration(modelName: modelName) }

    /// Passages that are questions themselves, their scores after reranking being how likely they ask the same as the
    /// question that they were found for.
    package func scoredAsQuestions(_ passages: [Passage]) -> [Passage] {
        let calibration = ScoreCalibration(ofQuestionsFor: modelName)
        return passages.map { passage in
            var passage = passage
            passage.scores.rerank = calibration.score(for: Float(passage.scores.cosine))
            return passage
        }
    }
}

extension CollectionDescription {
    /// - Throws: ``EngineError/Code/modelMismatch`` when the collection was made with another model than this one.
    func checkModel(_ running: EmbeddingModelIdentity) throws {
        guard model.name != running.name || model.dimension != running.dimension else { return }
        throw EngineError(
            .modelMismatch,
            "collection '\(name)' was made with \(model.name) (\(model.dimension) dimensions), found \(running.name) "
                + "(\(running.dimension)); set the model back or ingest the documents into a new collection"
        )
    }
}
