import DocumentStore
import RetrievalEngine

/// The registered models, ready to be used for bots.
struct NumberedModels: Sendable {
    let registry: ModelRegistry
    /// By the name of its answering model, an engine that answers with it.
    let enginesByName: [String: RetrievalEngine]
    /// By the name of its reranking model, an engine that uses it.
    private let rerankingEnginesByName: [String: RetrievalEngine]

    /// - Parameter engine: Answers with the configured model; the others share its data and threads.
    init(configuration: ServerConfiguration, engine: RetrievalEngine) {
        registry = configuration.models
        let configured = configuration.answering.modelName
        enginesByName = registry.makingEach(.answering) { name in
            name == configured ? engine : engine.answering(by: configuration.answering.named(name))
        }
        rerankingEnginesByName = registry.makingEach(.reranking) { name in
            // A model that was taken away since the start is refused when it is asked for.
            name == configuration.reranking.modelName
                ? engine
                : try? engine.reranking(by: configuration.reranking.named(name, in: configuration.catalog))
        }
    }

    /// The engine that answers for a bot.
    ///
    /// - Throws: 400 `INVALID_MODEL` when a model that the bot was created with is no longer registered.
    func engine(answeringFor bot: StoredBot) throws(CriaBotError) -> RetrievalEngine {
        let number = Int(bot.models.languageModelID)
        guard let name = registry[.answering, number], let engine = enginesByName[name] else {
            throw .unknownModel("llm_model_id", number)
        }
        let rerankNumber = Int(bot.models.rerankModelID)
        guard let name = registry[.reranking, rerankNumber], let reranking = rerankingEnginesByName[name] else {
            throw .unknownModel("rerank_model_id", rerankNumber)
        }
        return engine.reranking(as: reranking)
    }

    /// The models of a new bot.
    ///
    /// - Throws: 400 `INVALID_MODEL` for a number that is no model's of its kind.
    func botModels(answering: Int, embedding: Int, reranking: Int) throws(CriaBotError) -> BotModels {
        for (kind, number) in [
            (ModelRegistry.Kind.answering, answering), (.embedding, embedding), (.reranking, reranking),
        ]
        where registry[kind, number] == nil {
            throw .unknownModel("\(kind.rawValue)_model_id", number)
        }
        return BotModels(
            languageModelID: Int64(answering),
            embeddingModelID: Int64(embedding),
            rerankModelID: Int64(reranking)
        )
    }
}

extension ModelRegistry {
    /// Something for each model of a kind, by its name.
    fileprivate func makingEach<Value>(_ kind: Kind, _ make: (_ name: String) -> Value?) -> [String: Value] {
        entries.filter { $0.kind == kind }.reduce(into: [:]) { values, entry in
            values[entry.name] = values[entry.name] ?? make(entry.name)
        }
    }
}

extension AnsweringModel {
    /// The name of the built-in model.
    static let extractiveName = "extractive"

    /// The model's name on its server, or that of the built-in one.
    var modelName: String {
        switch self {
        case .extractive: Self.extractiveName
        case .openAI(let model), .anthropic(let model): model.name
        }
    }

    /// Another model of the same server, or the built-in one by its name.
    func named(_ name: String) -> AnsweringModel {
        guard name != Self.extractiveName else { return .extractive }
        switch self {
        case .extractive: return self
        case .openAI(var model):
            model.name = name
            return .openAI(model)
        case .anthropic(var model):
            model.name = name
            return .anthropic(model)
        }
    }
}
