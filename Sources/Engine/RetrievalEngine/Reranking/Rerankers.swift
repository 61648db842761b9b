import LanguageModel
import SentenceEncoder

/// The reranking models of an engine, and the one that it uses.
struct Rerankers: Sendable {
    /// Those in memory.
    let crossEncoders: ModelPool<CrossEncoder>
    /// Nil when the built-in reranker is used.
    private(set) var chosen: Reranker?
    private let catalog: ModelCatalog?
    private let timeLimit: Duration?
    private let pool: ComputePool

    /// - Throws: ``EngineError/Code/modelUnavailable`` for a cross-encoder that is not installed.
    init(configuration: RetrievalEngine.Configuration, pool: ComputePool) throws {
        catalog = configuration.catalog
        timeLimit = configuration.rerankingTimeLimit
        self.pool = pool
        crossEncoders = .crossEncoders(
            of: configuration.catalog,
            precision: configuration.precision,
            idleTime: configuration.modelIdleTime,
            pool: pool
        )
        chosen = try reranker(configuration.reranking)
    }

    /// The same models, another one of them in use.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable`` for a cross-encoder that is not installed.
    func choosing(_ model: RerankingModel) throws -> Rerankers {
        var copy = self
        copy.chosen = try reranker(model)
        return copy
    }

    private func reranker(_ model: RerankingModel) throws -> Reranker? {
        switch model {
        case .builtIn: return nil
        case .crossEncoder(let name):
            _ = try catalog.installed.reranker(named: name)
            let scorer = CrossEncoderScorer(name: name, models: crossEncoders, pool: pool)
            return Reranker(scorer: scorer, timeLimit: timeLimit)
        case .server(let remote):
            let server = RerankingServer(url: remote.url, model: remote.model, key: remote.key)
            return Reranker(scorer: RemoteScorer(server: server), timeLimit: timeLimit)
        }
    }
}

extension RetrievalEngine {
    /// Scores passages anew; nil when the built-in reranker does.
    package var reranker: Reranker? { rerankers.chosen }

    /// The same engine, on the same data and threads, with another reranking model.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable`` for a cross-encoder that is not installed.
    package func reranking(by model: RerankingModel) throws -> RetrievalEngine {
        with(try rerankers.choosing(model))
    }

    /// The same engine with the reranking model that another engine on the same data uses.
    package func reranking(as other: RetrievalEngine) -> RetrievalEngine {
        with(other.rerankers)
    }

    private func with(_ rerankers: Rerankers) -> RetrievalEngine {
        RetrievalEngine(
            self,
            languageModel: languageModel,
            backgroundModel: backgroundModel,
            rerankers: rerankers
        )
    }
}

extension ModelCatalog? {
    /// The catalog, which must be set up for models besides the default one.
    var installed: ModelCatalog {
        get throws {
            guard let self else { throw EngineError(.modelUnavailable, "no model besides the default one is set up") }
            return self
        }
    }
}
