import Chunking
import DocumentExtraction
import Foundation
import Ranking

/// Measures how well the engine retrieves on a test set: the documents go through the store and the index as in use.
public struct RetrievalEvaluation: Sendable {
    /// What one mode gave.
    public struct Run: Sendable {
        public var mode: EvaluationMode
        public var result: Result
        /// The queries that have a relevant document, by id.
        public var queries: [QueryRecord]
    }

    /// The means over all queries that have a relevant document.
    public struct Result: Sendable, Codable {
        public var ndcgAt10: Double
        public var recallAt100: Double
        public var mrrAt10: Double
        public var queries: Int
        /// From the query's text to its ranking, one query at a time: the mean.
        public var millisecondsPerQuery: Double
        /// The median of the same.
        public var medianMillisecondsPerQuery: Double
        /// The precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case ndcgAt10 = "ndcg@10"
            case recallAt100 = "recall@100"
            case mrrAt10 = "mrr@10"
            case queries, precision
            case millisecondsPerQuery = "ms_per_query"
            case medianMillisecondsPerQuery = "median_ms_per_query"
        }
    }

    private let dataset: BEIRDataset
    private let isChunked: Bool
    private let configuration: RetrievalEngine.Configuration

    /// - Parameters:
    ///   - isChunked: Cut the documents as ingesting does; a document then scores as its best chunk. Otherwise a document
    ///     is one passage, cut at the encoder's limit.
    ///   - configuration: The engine's; its data folder is not touched.
    public init(dataset: BEIRDataset, isChunked: Bool, configuration: RetrievalEngine.Configuration) {
        self.dataset = dataset
        self.isChunked = isChunked
        self.configuration = configuration
    }

    /// Ingests the documents once, then ranks for every query by each mode and compares with the judgements.
    public func run(_ modes: [EvaluationMode], onProgress: @escaping EvaluationProgress) async throws -> [Run] {
        try await RetrievalEngine.withTemporaryEngine(configuration) { engine in
            let collection = try await engine.collection(named: "evaluation", owner: .local, createIfMissing: true)
            let isLexicalOnly = modes.allSatisfy { $0 == .lexical }
            try await collection.store(dataset.documents, hasVectors: !isLexicalOnly, onProgress: onProgress) {
                [isChunked, preparer = engine.preparer] in
                try preparer.prepare($0, isChunked: isChunked)
            }
            var runs: [Run] = []
            for mode in modes {
                runs.append(try await run(mode, in: collection, onProgress))
            }
            return runs
        }
    }

    /// How deep the rankings go: recall@100 needs as many documents.
    private static let depth = 100

    private func run(
        _ mode: EvaluationMode,
        in collection: Collection,
        _ onProgress: EvaluationProgress
    ) async throws -> Run {
        // The first search after ingesting reads the vectors.
        if let first = dataset.queries.first { _ = try await ranking(of: first.text, by: mode, in: collection) }
        var rankings: [String: [QueryRecord.Document]] = [:]
        var milliseconds: [String: Double] = [:]
        for (completed, query) in dataset.queries.enumerated() {
            onProgress(completed, dataset.queries.count, "queries, \(mode.rawValue)")
            let start = ContinuousClock.now
            rankings[query.id] = try await ranking(of: query.text, by: mode, in: collection)
            milliseconds[query.id] = (ContinuousClock.now - start).milliseconds
        }
        return Run(mode, dataset, rankings, milliseconds, collection.engine.precision, depth: Self.depth)
    }

    /// Documents, best first, each once: a document is as good as its best chunk.
    private func ranking(
        of query: String,
        by mode: EvaluationMode,
        in collection: Collection
    ) async throws -> [QueryRecord.Document] {
        let passages = try await collection.ranking(for: query, by: mode, count: isChunked ? 1000 : Self.depth)
        var seen: Set<String> = []
        return passages.filter { seen.insert($0.document).inserted }.prefix(Self.depth)
            .map { QueryRecord.Document(id: $0.document, score: $0.score) }
    }
}

extension DocumentPreparer {
    fileprivate func prepare(_ document: BEIRDataset.Document, isChunked: Bool) throws -> PreparedDocument {
        let passage = document.passage
        guard isChunked else {
            return try prepare([DocumentNode(text: passage)], name: document.id, metadata: [:])
        }
        return try prepare(
            StructuredText(text: passage),
            format: .plainText,
            bytes: Array(passage.utf8),
            name: document.id,
            metadata: [:]
        )
    }
}

extension RetrievalEvaluation.Run {
    fileprivate init(
        _ mode: EvaluationMode,
        _ dataset: BEIRDataset,
        _ rankings: [String: [QueryRecord.Document]],
        _ milliseconds: [String: Double],
        _ precision: Precision,
        depth: Int
    ) {
        let metrics = RetrievalMetrics(
            rankings: rankings.mapValues { $0.map(\.id) },
            judgements: Dictionary(dataset.queries.map { ($0.id, $0.gains) }, uniquingKeysWith: { first, _ in first }),
            recallDepth: depth
        )
        let times = Array(milliseconds.values)
        self.mode = mode
        result = RetrievalEvaluation.Result(
            ndcgAt10: metrics.ndcg,
            recallAt100: metrics.recall,
            mrrAt10: metrics.reciprocalRank,
            queries: metrics.queryCount,
            millisecondsPerQuery: times.reduce(0, +) / Double(max(1, times.count)),
            medianMillisecondsPerQuery: times.isEmpty ? 0 : times.percentile(50),
            precision: precision
        )
        queries = metrics.queries.map { query in
            QueryRecord(query, milliseconds: milliseconds[query.id] ?? 0, ranking: rankings[query.id] ?? [])
        }
    }
}
