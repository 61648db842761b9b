package import RetrievalEngine

extension ServerConfiguration {
    /// Where models are looked for.
    package var catalog: ModelCatalog { ModelCatalog(folder: modelsFolder) }

    /// Opens the data folder with the default model, on the calling thread.
    ///
    /// - Throws: ``EngineError``.
    package func makeEngine() throws -> RetrievalEngine {
        var configuration = RetrievalEngine.Configuration(dataFolder: dataFolder, model: try catalog.model())
        configuration.answering = answering
        return try RetrievalEngine(configuration: configuration)
    }
}
