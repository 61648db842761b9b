package import DocumentStore

extension RetrievalEngine {
    /// The model that collections must be made with to be opened by this engine.
    package var embeddingModel: EmbeddingModelIdentity {
        EmbeddingModelIdentity(name: modelName, dimension: encoder.dimension)
    }
}
