package import DocumentStore

extension RetrievalEngine {
    /// The model that collections are made with when no other is asked for.
    package var embeddingModel: EmbeddingModelIdentity { encoder.identity }

    /// The models in memory: the default one, and others while they are used and for some time after.
    public var loadedModels: [ModelUsage] {
        [ModelUsage(name: modelName, byteCount: encoder.byteCount, isInUse: true)] + otherModels.models
            + rerankers.crossEncoders.models
    }

    /// A pool of the encoders that a catalog has.
    ///
    /// - Parameter pool: Loads, so that nobody's threads are held up.
    static func models(for configuration: Configuration, pool: ComputePool) -> ModelPool<EmbeddingModel> {
        ModelPool(idleTime: configuration.modelIdleTime) { [catalog = configuration.catalog] name in
            try await pool.run {
                let encoder = try TextEncoder(
                    model: catalog.installed.model(named: name),
                    precision: configuration.precision,
                    encodedTokens: pool.metrics.encodedTokens
                )
                return LoadedModel(
                    model: EmbeddingModel(encoder: encoder, pool: pool),
                    byteCount: encoder.byteCount
                )
            }
        }
    }
}
