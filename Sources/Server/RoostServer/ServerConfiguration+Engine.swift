package import Logging
package import RetrievalEngine

extension ServerConfiguration {
    /// What to tell people when the processor lacks the instructions for the precision that was asked for; nil when not.
    package var precisionNotice: String? {
        guard precision.supported != precision else { return nil }
        return "this processor lacks the instructions for \(precision): \(precision.supported) runs in its place"
    }

    /// Where models are looked for.
    package var catalog: ModelCatalog { ModelCatalog(folder: modelsFolder) }

    /// Opens the data folder with the default model, on the calling thread.
    ///
    /// - Parameter logger: Told when another precision runs than was asked for, and when an index in files could not be
    ///   used or saved.
    /// - Throws: ``EngineError``.
    package func makeEngine(logger: Logger? = nil) throws -> RetrievalEngine {
        if let precisionNotice {
            logger?.notice("\(precisionNotice)")
        }
        return try RetrievalEngine(configuration: engineConfiguration(logger: logger))
    }

    /// What an engine is opened with.
    ///
    /// - Parameter logger: Told when an index in files could not be used or saved.
    /// - Throws: ``EngineError``.
    package func engineConfiguration(logger: Logger? = nil) throws -> RetrievalEngine.Configuration {
        var configuration = RetrievalEngine.Configuration(dataFolder: dataFolder, model: try catalog.model())
        configuration.precision = precision
        configuration.catalog = catalog
        configuration.answering = answering
        configuration.reranking = reranking
        configuration.rerankingTimeLimit = rerankingTimeLimit
        configuration.indexRows = indexRows
        configuration.indexFileReport = { reason in
            logger?.notice("the files of an index were not used", metadata: ["index.reason": "\(reason)"])
        }
        return configuration
    }
}
