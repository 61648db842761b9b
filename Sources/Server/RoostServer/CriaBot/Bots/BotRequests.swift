import DocumentStore
import RetrievalEngine

/// The body of `manage/create`: three models and any of the parameters.
struct BotCreation {
    var models: BotModels
    var parameters = BotParameters()

    /// - Throws: ``ValidationError``; 400 `INVALID_MODEL` for a number that is no model's.
    init(_ body: JSONValue, models: NumberedModels) throws {
        var fields = try FieldReader(body)
        let answering = fields.required("llm_model_id", as: .integer)
        let embedding = fields.required("embedding_model_id", as: .integer)
        let reranking = fields.required("rerank_model_id", as: .integer)
        parameters.update(from: &fields)
        guard let answering, let embedding, let reranking, fields.issues.isEmpty else { throw fields.failure }
        self.models = try models.botModels(answering: answering, embedding: embedding, reranking: reranking)
    }
}

/// The body of `manage/update`: any of the parameters. Numbers of models are accepted and have no effect: the models of
/// a bot never change.
struct BotUpdate {
    private let body: JSONValue

    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws {
        self.body = body
        _ = try applied(to: BotParameters())
    }

    /// The parameters after the update; those that the body does not name stay.
    ///
    /// - Throws: Never what ``init(_:)`` would not have thrown.
    func applied(to parameters: BotParameters) throws -> BotParameters {
        var fields = try FieldReader(body)
        var parameters = parameters
        parameters.update(from: &fields)
        guard fields.issues.isEmpty else { throw fields.failure }
        return parameters
    }
}
