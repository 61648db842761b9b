package import RetrievalEngine

extension ServerConfiguration {
    /// Where models are looked for.
    package var catalog: ModelCatalog { ModelCatalog(folder: modelsFolder) }

    /// Opens the data folder with the default model, on the calling thread.
    ///
    /// - Throws: ``EngineError``.
    package func makeEngine() throws -> RetrievalEngine {
        try RetrievalEngine(
            configuration: RetrievalEngine.Configuration(dataFolder: dataFolder, model: catalog.model())
        )
    }
}
