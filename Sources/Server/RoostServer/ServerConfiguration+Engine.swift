package import Logging
package import RetrievalEngine

extension ServerConfiguration {
    /// Where models are looked for.
    package var catalog: ModelCatalog { ModelCatalog(folder: modelsFolder) }

    /// Opens the data folder with the default model, on the calling thread.
    ///
    /// - Parameter logger: Told when an index in files could not be used or saved.
    /// - Throws: ``EngineError``.
    package func makeEngine(logger: Logger? = nil) throws -> RetrievalEngine {
        var configuration = RetrievalEngine.Configuration(dataFolder: dataFolder, model: try catalog.model())
        configuration.answering = answering
        configuration.indexRows = indexRows
        configuration.indexFileReport = { reason in
            logger?.notice("the files of an index were not used", metadata: ["index.reason": "\(reason)"])
        }
        return try RetrievalEngine(configuration: configuration)
    }
}
