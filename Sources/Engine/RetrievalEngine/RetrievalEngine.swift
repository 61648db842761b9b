import Chunking
import DocumentExtraction
package import DocumentStore
public import Foundation
package import LanguageModel
import SentenceEncoder
import Tokenization

/// A retrieval engine over one data folder: collections of documents that can be searched and asked.
///
/// Everything that computes or blocks runs on the engine's own threads; its methods suspend, and never hold a thread of
/// Swift's pool. An engine is cheap to share and safe to use from any number of tasks.
public final class RetrievalEngine: Sendable {
    /// Where an engine keeps its data and which model it embeds with.
    public struct Configuration: Sendable {
        /// The folder of the database, made when it is missing.
        public var dataFolder: URL
        /// The embedding model.
        public var model: InstalledModel
        /// What the model runs with; ``RetrievalEngine/precision`` tells what the processor made of it.
        public var precision = Precision.standard
        /// Where the models are that collections may be made with besides; nil for none.
        public var catalog: ModelCatalog?
        /// How long a model besides the default one stays in memory when nobody uses it.
        public var modelIdleTime = Duration.seconds(600)
        /// Bytes of vectors that may stay in memory for collections that are not being searched.
        public var indexCacheByteCount = 512 << 20
        /// Where the float32 rows of large indexes are.
        public var indexRows = IndexRows.memory
        /// Told, on the engine's threads, when an index in files could not be used or saved: nothing is lost by it but time.
        public var indexFileReport: (@Sendable (String) -> Void)?
        /// The fewest rows of an index that is kept in files.
        package var minimumIndexFileRowCount = 8192
        /// What answers questions.
        public var answering = AnsweringModel.extractive
        /// What scores passages anew after the search.
        public var reranking = RerankingModel.builtIn
        /// How long an answer may be held up by a reranking model that is not built in; nil for as long as it takes.
        public var rerankingTimeLimit: Duration? = .milliseconds(500)

        public init(dataFolder: URL, model: InstalledModel) {
            self.dataFolder = dataFolder
            self.model = model
        }
    }

    /// The database. Bots, chats and keys live there beside the documents.
    package let store: SQLiteStore
    /// The default model.
    let model: EmbeddingModel
    /// The other models, by name.
    let otherModels: ModelPool<EmbeddingModel>
    let catalog: ModelCatalog?
    let indexes: IndexCache
    /// Answers questions.
    package let languageModel: any LanguageModel
    /// The same model for work that nobody waits for: its failures do not have the server left alone that answers.
    let backgroundModel: any LanguageModel
    let rerankers: Rerankers
    let messageClassifier: LazyMessageClassifier
    private let extractiveModel: ExtractiveModel
    private let pool: ComputePool

    /// Opens the data folder and loads the model, on the calling thread.
    ///
    /// - Throws: ``EngineError/Code/storageFailure``, ``EngineError/Code/modelUnavailable``, the latter also for a
    ///   cross-encoder that is not installed.
    public convenience init(configuration: Configuration) throws {
        try self.init(configuration: configuration, languageModel: nil)
    }

    /// - Parameter languageModel: Answers in the place of the configured one.
    package init(configuration: Configuration, languageModel: (any LanguageModel)?) throws {
        let encoder = try TextEncoder(model: configuration.model, precision: configuration.precision)
        do {
            store = try SQLiteStore(folder: configuration.dataFolder)
        } catch {
            throw EngineError(
                .storageFailure,
                "cannot open the data folder \(configuration.dataFolder.relativePath): \(error)",
                cause: error
            )
        }
        pool = ComputePool()
        model = EmbeddingModel(encoder: encoder, pool: pool)
        otherModels = Self.models(for: configuration, pool: pool)
        catalog = configuration.catalog
        rerankers = try Rerankers(configuration: configuration, pool: pool)
        messageClassifier = LazyMessageClassifier()
        extractiveModel = ExtractiveModel(
            answerer: { scope in
                ExtractiveAnswerer { texts in encoder.vectors(of: texts, scope: scope) }
            },
            run: { [pool] work in try await pool.run(work) }
        )
        self.languageModel = languageModel ?? configuration.answering.makeModel() ?? extractiveModel
        backgroundModel = languageModel ?? configuration.answering.makeModel() ?? extractiveModel
        indexes = IndexCache(
            byteCapacity: configuration.indexCacheByteCount,
            files: IndexFiles(
                folder: configuration.dataFolder.appending(path: "index-cache"),
                store: store,
                rows: configuration.indexRows,
                minimumRowCount: configuration.minimumIndexFileRowCount,
                report: configuration.indexFileReport
            )
        )
    }

    /// The same engine, on the same data and threads, with another answering model.
    package func answering(by model: AnsweringModel) -> RetrievalEngine {
        RetrievalEngine(
            self,
            languageModel: model.makeModel() ?? extractiveModel,
            backgroundModel: model.makeModel() ?? extractiveModel,
            rerankers: rerankers
        )
    }

    /// The same engine with other models.
    init(
        _ engine: RetrievalEngine,
        languageModel: any LanguageModel,
        backgroundModel: any LanguageModel,
        rerankers: Rerankers
    ) {
        store = engine.store
        model = engine.model
        otherModels = engine.otherModels
        catalog = engine.catalog
        indexes = engine.indexes
        pool = engine.pool
        self.rerankers = rerankers
        messageClassifier = engine.messageClassifier
        extractiveModel = engine.extractiveModel
        self.languageModel = languageModel
        self.backgroundModel = backgroundModel
    }

    /// What has become of indexes in files since the engine was opened.
    package var indexFileCounts: IndexFileCounts { indexes.files.counts }

    /// Returns when all indexes are saved whose save was due.
    package func finishIndexFiles() async {
        await indexes.files.finish()
    }

    /// The default model's encoder.
    var encoder: TextEncoder { model.encoder }

    /// What prepares documents for the default model.
    var preparer: DocumentPreparer { model.preparer }

    /// The name of the model that this engine embeds with by default.
    public var modelName: String { encoder.modelName }

    /// The precision that this engine embeds with.
    public var precision: Precision { encoder.precision }

    /// The name of the model that answers.
    public var answeringModelName: String { languageModel.name }

    /// Runs blocking or CPU-heavy work on the engine's threads; errors of the store come back as ``EngineError``.
    package func run<Value: Sendable>(
        in lane: ComputePool.Lane = .interactive,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.run(in: lane, work)
        } catch let error as StoreError {
            throw EngineError(error)
        }
    }
}
