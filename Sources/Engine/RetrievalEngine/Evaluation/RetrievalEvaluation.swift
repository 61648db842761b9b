import Chunking
import DocumentExtraction
import DocumentStore
import Foundation
import Ranking

/// Measures how well the engine retrieves on a test set: the documents go through the store and the index as in use.
public struct RetrievalEvaluation: Sendable {
    /// What ranks the documents.
    public enum Mode: String, Sendable, CaseIterable {
        /// The cosine of the embeddings.
        case dense
        /// BM25 of the full-text index.
        case lexical
    }

    /// The means over all queries that have a relevant document.
    public struct Result: Sendable, Codable {
        public var ndcgAt10: Double
        public var recallAt100: Double
        public var mrrAt10: Double
        public var queries: Int
        /// From the query's text to its ranking, one query at a time.
        public var millisecondsPerQuery: Double
        /// The precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case ndcgAt10 = "ndcg@10"
            case recallAt100 = "recall@100"
            case mrrAt10 = "mrr@10"
            case queries, precision
            case millisecondsPerQuery = "ms_per_query"
        }
    }

    private let dataset: BEIRDataset
    private let mode: Mode
    private let isChunked: Bool
    private let model: InstalledModel
    private let precision: Precision

    /// - Parameter isChunked: Cut the documents as ingesting does; a document then scores as its best chunk. Otherwise a
    ///   document is one passage, cut at the encoder's limit.
    public init(
        dataset: BEIRDataset,
        mode: Mode,
        isChunked: Bool,
        model: InstalledModel,
        precision: Precision = .standard
    ) {
        self.dataset = dataset
        self.mode = mode
        self.isChunked = isChunked
        self.model = model
        self.precision = precision
    }

    /// Ranks for every query and compares with the judgements.
    ///
    /// - Parameter onProgress: Called with how much is done, of how much, and of what.
    public func run(onProgress: @escaping @Sendable (Int, Int, String) -> Void) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roost-eval-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = RetrievalEngine.Configuration(dataFolder: folder, model: model)
        configuration.precision = precision
        let engine = try RetrievalEngine(configuration: configuration)
        let collection = try await engine.collection(named: "evaluation", owner: .local, createIfMissing: true)
        try await ingest(into: collection, onProgress)
        var rankings: [String: [String]] = [:]
        var elapsed = Duration.zero
        for (completed, query) in dataset.queries.enumerated() {
            onProgress(completed, dataset.queries.count, "queries")
            let start = ContinuousClock.now
            rankings[query.id] = try await ranking(of: query.text, in: collection)
            elapsed += ContinuousClock.now - start
        }
        return result(rankings, elapsed, engine.precision)
    }

    /// How deep the rankings go: recall@100 needs as many documents.
    private static let depth = 100

    private func result(
        _ rankings: [String: [String]],
        _ elapsed: Duration,
        _ precision: Precision
    ) -> Result {
        let metrics = RetrievalMetrics(
            rankings: rankings,
            judgements: Dictionary(dataset.queries.map { ($0.id, $0.gains) }, uniquingKeysWith: { first, _ in first }),
            recallDepth: Self.depth
        )
        return Result(
            ndcgAt10: metrics.ndcg,
            recallAt100: metrics.recall,
            mrrAt10: metrics.reciprocalRank,
            queries: metrics.queryCount,
            millisecondsPerQuery: elapsed.milliseconds / Double(max(1, dataset.queries.count)),
            precision: precision
        )
    }

    /// Document ids, best first, each once: a document is as good as its best chunk.
    private func ranking(of query: String, in collection: Collection) async throws -> [String] {
        let chunkCount = isChunked ? 1000 : Self.depth
        let documents: [String]
        switch mode {
        case .dense:
            let embedded = try await collection.engine.embed(question: query)
            let nearest = try await collection.passages(nearest: embedded, count: chunkCount, minimumSimilarity: 0)
            documents = nearest.map(\.document)
        case .lexical:
            documents = try await collection.documents(matching: query, chunkCount: chunkCount)
        }
        var seen: Set<String> = []
        return Array(documents.filter { seen.insert($0).inserted }.prefix(Self.depth))
    }

    private func ingest(
        into collection: Collection,
        _ onProgress: @escaping @Sendable (Int, Int, String) -> Void
    ) async throws {
        let total = dataset.documents.count
        for start in stride(from: 0, to: total, by: Self.documentsPerTransaction) {
            let slice = dataset.documents[start..<min(start + Self.documentsPerTransaction, total)]
            let prepared = try slice.map { try prepare($0, collection.engine.preparer) }
            if mode == .lexical {
                try await collection.commitWithoutVectors(prepared)
            } else {
                for result in try await collection.commit(prepared, policy: .mustBeNew, onEncoded: { _ in }) {
                    _ = try result.get()
                }
            }
            onProgress(start + slice.count, total, "documents")
        }
    }

    private static let documentsPerTransaction = 256

    private func prepare(_ document: BEIRDataset.Document, _ preparer: DocumentPreparer) throws -> PreparedDocument {
        let passage = document.passage
        guard isChunked else {
            return try preparer.prepare([DocumentNode(text: passage)], name: document.id, metadata: [:])
        }
        return try preparer.prepare(
            StructuredText(text: passage),
            format: .plainText,
            bytes: Array(passage.utf8),
            name: document.id,
            metadata: [:]
        )
    }
}

extension Collection {
    /// Names of documents by the full-text index alone, best first, one for each of the best chunks.
    fileprivate func documents(matching query: String, chunkCount: Int) async throws -> [String] {
        try await engine.run { [handle] in
            let found = try handle.lexicalSearch(
                matching: LexicalQuery(terms: LexicalTerms(query: query).terms),
                limit: chunkCount
            )
            return try handle.chunks(found.matches.map(\.chunkID)).map(\.documentName)
        }
    }

    /// Stores documents for the full-text index only: their vectors are zero.
    fileprivate func commitWithoutVectors(_ prepared: [PreparedDocument]) async throws {
        let dimension = engine.encoder.dimension
        let count = prepared.reduce(0) { $0 + $1.chunks.count }
        let vectors = [Float](repeating: 0, count: count * dimension)
        for result in try await store(prepared, vectors: vectors, policy: .mustBeNew) {
            _ = try result.get()
        }
    }
}
