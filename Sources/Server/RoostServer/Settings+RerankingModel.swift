import RetrievalEngine

extension Settings {
    /// What scores passages anew: `roost.rerank`, the name of an installed cross-encoder, or `roost.rerankURL`, a server,
    /// with `roost.rerankModel`, its model's name there, and `roost.rerankApiKey`.
    ///
    /// - Parameter catalog: The installed models.
    /// - Throws: ``ConfigurationError`` for both at once, for a model that is not installed or no cross-encoder, and for
    ///   what is no URL.
    func rerankingModel(catalog: ModelCatalog) async throws -> RerankingModel {
        let name = try await text("roost.rerank")
        guard try await text("roost.rerankURL") != nil else {
            guard let name else { return .builtIn }
            do {
                return .crossEncoder(try catalog.reranker(named: name).name)
            } catch let error as EngineError {
                throw ConfigurationError(key: "ROOST_RERANK", reason: error.message)
            }
        }
        guard name == nil else {
            throw ConfigurationError(
                key: "ROOST_RERANK",
                reason: "expected this or ROOST_RERANK_URL, found both"
            )
        }
        return .server(
            RerankingModel.Remote(
                url: try await url("roost.rerankURL", default: ""),
                model: try await text("roost.rerankModel"),
                key: try await text("roost.rerankApiKey", isSecret: true)
            )
        )
    }
}
