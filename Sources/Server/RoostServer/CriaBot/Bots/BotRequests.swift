import DocumentStore
import RetrievalEngine

/// The body of `manage/create`: three models and any of the parameters.
struct BotCreation {
    var models: BotModels
    var parameters = BotParameters()

    /// - Throws: ``ValidationError``; 400 `INVALID_MODEL` for a number that is no model's.
    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        let identifiers = ["llm_model_id", "embedding_model_id", "rerank_model_id"].map { name in
            (name: name, identifier: fields.required(name, as: .integer))
        }
        parameters.update(from: &fields)
        guard fields.issues.isEmpty else { throw fields.failure }
        let known = try identifiers.map { name, identifier in
            guard let identifier, ModelRegistry.identifiers.contains(identifier) else {
                throw CriaBotError.unknownModel(name, identifier ?? 0)
            }
            return Int64(identifier)
        }
        models = BotModels(languageModelID: known[0], embeddingModelID: known[1], rerankModelID: known[2])
    }
}

/// The models that bots are created with, by number. All of them stand for what the server runs with.
enum ModelRegistry {
    /// The numbers that the API's document uses.
    static let identifiers = 1...6
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
