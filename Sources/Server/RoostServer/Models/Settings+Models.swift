import RetrievalEngine

extension Settings {
    /// The models by number: `roost.llmModels`, `roost.embeddingModels` and `roost.rerankModels`, each `NUMBER=NAME` pairs
    /// with commas between them, beside the numbers that always exist.
    ///
    /// - Parameter configuration: With the configured models.
    /// - Throws: ``ConfigurationError`` for what is no such pair, and for a model that the server cannot run.
    func modelRegistry(for configuration: ServerConfiguration) async throws -> ModelRegistry {
        let encoder = ModelCatalog.defaultModelName
        var registry = configuration.models
        try await register(.answering, "roost.llmModels", in: &registry) { name in
            guard case .extractive = configuration.answering, name != AnsweringModel.extractiveName else { return nil }
            return "'\(name)' needs ROOST_LLM=openai or ROOST_LLM=anthropic"
        }
        try await register(.embedding, "roost.embeddingModels", in: &registry) { name in
            name == encoder ? nil : "expected \(encoder), which is loaded, found '\(name)'"
        }
        try await register(.reranking, "roost.rerankModels", in: &registry) { name in
            do {
                _ = try configuration.reranking.named(name, in: configuration.catalog)
                return nil
            } catch {
                return "expected \(ModelRegistry.similarityReranker) or an installed cross-encoder: \(error)"
            }
        }
        return registry
    }

    /// - Parameter objection: Why a model of that name cannot be used; nil when it can.
    private func register(
        _ kind: ModelRegistry.Kind,
        _ key: String,
        in registry: inout ModelRegistry,
        objection: (_ name: String) -> String?
    ) async throws {
        guard let text = try await text(key) else { return }
        let setting = Self.environmentName(of: key)
        for pair in text.split(separator: ",").map({ String($0).trimmed }) {
            let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
            guard parts.count == 2, let number = Int(parts[0]), (1...Int(Int32.max)).contains(number), !parts[1].isEmpty
            else {
                throw ConfigurationError(key: setting, reason: "expected pairs such as 7=gpt-4o, found '\(pair)'")
            }
            if let reason = objection(parts[1]) {
                throw ConfigurationError(key: setting, reason: reason)
            }
            registry[kind, number] = parts[1]
        }
    }
}
