import Ranking
import Synchronization
import Tokenization

/// Measures how well chunks serve retrieval: how much of the excerpts that answer a question the chunks cover that are
/// found for it, in characters (see `SpanCoverage`). All texts are searched together.
public struct ChunkingEvaluation: Sendable {
    /// One way to cut, means over the questions.
    public struct Row: Sendable, Codable {
        public var strategy: ChunkingSetting.Strategy
        public var target: Int
        public var overlap: Int
        public var chunks: Int
        /// Tokens of a chunk as the encoder reads it, without its special ones.
        public var meanTokens: Double
        public var maximumTokens: Int
        public var recall: Double
        public var precision: Double
        /// Intersection over union.
        public var iou: Double
        public var recallByCorpus: [String: Double]

        enum CodingKeys: String, CodingKey {
            case strategy, target, overlap, chunks, recall, precision, iou
            case meanTokens = "mean_tokens"
            case maximumTokens = "max_tokens"
            case recallByCorpus = "recall_by_corpus"
        }
    }

    public struct Result: Sendable, Codable {
        public var questions: Int
        public var mode: EvaluationMode
        /// Chunks that were found for a question.
        public var count: Int
        public var settings: [Row]
        /// The precision that the encoder ran with.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case questions, mode, settings, precision
            case count = "top_k"
        }
    }

    private let dataset: ChunkingDataset
    private let mode: EvaluationMode
    private let count: Int
    private let configuration: RetrievalEngine.Configuration

    /// - Parameters:
    ///   - count: Chunks to find for a question, 1 to 1,000.
    ///   - configuration: The engine's; its data folder is not touched.
    public init(
        dataset: ChunkingDataset,
        mode: EvaluationMode,
        count: Int = 5,
        configuration: RetrievalEngine.Configuration
    ) {
        self.dataset = dataset
        self.mode = mode
        self.count = count
        self.configuration = configuration
    }

    /// Cuts, ingests and asks for each setting.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` for a setting whose chunks the encoder does not read.
    public func run(
        _ settings: [ChunkingSetting] = ChunkingSetting.standard,
        onProgress: @escaping EvaluationProgress
    ) async throws -> Result {
        var rows: [Row] = []
        var precision = configuration.precision
        for setting in settings {
            try await RetrievalEngine.withTemporaryEngine(configuration) { engine in
                precision = engine.precision
                rows.append(try await row(setting, in: engine, onProgress))
            }
        }
        return Result(
            questions: dataset.questions.count,
            mode: mode,
            count: count,
            settings: rows,
            precision: precision
        )
    }

    private func row(
        _ setting: ChunkingSetting,
        in engine: RetrievalEngine,
        _ onProgress: EvaluationProgress
    ) async throws -> Row {
        let collection = try await engine.collection(named: "evaluation", owner: .local, createIfMissing: true)
        let tokenCounts = Mutex<[Int]>([])
        try await collection.store(dataset.corpora, onProgress: onProgress) { [preparer = engine.preparer] corpus in
            let prepared = try setting.prepare(corpus, preparer, for: engine.encoder)
            let counts = prepared.embeddingTexts.map { preparer.tokenizer.tokenCount($0) }
            tokenCounts.withLock { $0 += counts }
            return prepared
        }
        let progress: (Int) -> Void = { onProgress($0, dataset.questions.count, "questions, \(setting)") }
        let coverages = try await concurrentMap(dataset.questions, onCompleted: progress) { [mode, count] question in
            SpanCoverage(of: question, by: try await collection.ranking(for: question.text, by: mode, count: count))
        }
        return Row(setting, tokenCounts.withLock(\.self), dataset.questions, coverages)
    }
}

extension SpanCoverage {
    fileprivate init(of question: ChunkingDataset.Question, by found: [RankedPassage]) {
        let elsewhere = found.filter { $0.document != question.corpus }
        self.init(
            excerpts: question.excerpts,
            retrieved: found.filter { $0.document == question.corpus }.map(\.range),
            elsewhere: elsewhere.reduce(0) { $0 + $1.range.count }
        )
    }
}

extension ChunkingEvaluation.Row {
    fileprivate init(
        _ setting: ChunkingSetting,
        _ tokenCounts: [Int],
        _ questions: [ChunkingDataset.Question],
        _ coverages: [SpanCoverage]
    ) {
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
        let byCorpus = Dictionary(grouping: zip(questions, coverages), by: \.0.corpus)
        self.init(
            strategy: setting.strategy,
            target: setting.target,
            overlap: setting.overlap,
            chunks: tokenCounts.count,
            meanTokens: mean(tokenCounts.map(Double.init)),
            maximumTokens: tokenCounts.max() ?? 0,
            recall: mean(coverages.map(\.recall)),
            precision: mean(coverages.map(\.precision)),
            iou: mean(coverages.map(\.intersectionOverUnion)),
            recallByCorpus: byCorpus.mapValues { mean($0.map(\.1.recall)) }
        )
    }
}
