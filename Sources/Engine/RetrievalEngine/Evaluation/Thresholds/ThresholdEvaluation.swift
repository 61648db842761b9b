public import Foundation

/// Measures what thresholds do for those who ask: whether a question keeps the passage that answers it, and whether one
/// that nothing answers gets no passage.
public struct ThresholdEvaluation: Sendable {
    /// What the questions of one kind got.
    public struct Outcome: Sendable, Codable {
        /// Questions, each counted as often as it was put.
        public var asked: Int
        /// The share whose document is among the passages; nil for questions that no document answers.
        public var kept: Double?
        /// The share that got no passage at all.
        public var silent: Double
        /// The mean of the passages that came back.
        public var passages: Double
        /// From the question to its passages, one question at a time; nil where several were asked at once.
        public var medianMilliseconds: Double?
        public var p95Milliseconds: Double?

        enum CodingKeys: String, CodingKey {
            case asked, kept, silent, passages
            case medianMilliseconds = "median_ms"
            case p95Milliseconds = "p95_ms"
        }
    }

    public struct Result: Sendable, Codable {
        /// By kind of question: `whole_corpus`, `own_article` and `other_articles`; `all_nodes`, `other_nodes` and
        /// `chatter` where nodes were measured.
        public var conditions: [String: Outcome]
        public var topK: Int
        public var minK: Double
        public var topN: Int
        public var minN: Double
        /// Chose the other articles.
        public var seed: UInt64
        /// The precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case conditions, seed, precision
            case topK = "top_k"
            case minK = "min_k"
            case topN = "top_n"
            case minN = "min_n"
        }
    }

    /// The limits that the APIs' documents have as defaults.
    public static var defaultOptions: RetrievalOptions {
        var options = RetrievalOptions()
        (options.topK, options.minK, options.topN, options.minN) = (10, 0.5, 3, 0.7)
        return options
    }

    private let plan: ThresholdPlan
    private let options: RetrievalOptions
    private let seed: UInt64
    private let configuration: RetrievalEngine.Configuration

    /// - Parameters:
    ///   - folder: A question-answering test set whose documents' titles name articles, or a folder with `faq.json`.
    ///   - otherCount: To how many other articles each question is put.
    ///   - seed: Chooses them.
    ///   - configuration: The engine's; its data folder is not touched.
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, or with the file that is not as it should
    ///   be.
    public init(
        folder: URL,
        options: RetrievalOptions = Self.defaultOptions,
        otherCount: Int = 3,
        seed: UInt64 = 1,
        configuration: RetrievalEngine.Configuration
    ) throws {
        try options.validate()
        plan = try ThresholdPlan(folder: folder, otherCount: otherCount, seed: seed)
        self.options = options
        self.seed = seed
        self.configuration = configuration
    }

    /// Ingests every collection and asks every question.
    public func run(onProgress: @escaping EvaluationProgress) async throws -> Result {
        try await RetrievalEngine.withTemporaryEngine(configuration) { engine in
            var collections: [String: Collection] = [:]
            for planned in plan.collections {
                collections[planned.name] = try await collection(planned, in: engine, onProgress)
            }
            var outcomes: [String: Outcome] = [:]
            for (position, condition) in plan.conditions.enumerated() where !condition.trials.isEmpty {
                let progress: (Int) -> Void = { onProgress($0, condition.trials.count, condition.name) }
                let isTimed = position == 0
                let answers = try await ask(condition.trials, of: collections, oneAtATime: isTimed, progress)
                outcomes[condition.name] = Outcome(answers, isTimed: isTimed)
            }
            return Result(
                conditions: outcomes,
                topK: options.topK,
                minK: options.minK,
                topN: options.topN,
                minN: options.minN,
                seed: seed,
                precision: engine.precision
            )
        }
    }

    private func collection(
        _ planned: ThresholdPlan.Collection,
        in engine: RetrievalEngine,
        _ onProgress: EvaluationProgress
    ) async throws -> Collection {
        let collection = try await engine.collection(named: planned.name, owner: .local, createIfMissing: true)
        try await collection.store(planned, onProgress: onProgress)
        return collection
    }

    private func ask(
        _ trials: [ThresholdPlan.Trial],
        of collections: [String: Collection],
        oneAtATime: Bool,
        _ onProgress: (Int) -> Void
    ) async throws -> [Answer] {
        let put: @Sendable (ThresholdPlan.Trial) async throws -> Answer = { [options] trial in
            guard let collection = collections[trial.collection] else {
                throw EngineError(.internalFailure, "there is no collection '\(trial.collection)' of the plan")
            }
            let start = ContinuousClock.now
            let passages = try await collection.passages(for: trial.question, options: options)
            return Answer(trial, passages, elapsed: ContinuousClock.now - start)
        }
        guard oneAtATime else { return try await concurrentMap(trials, onCompleted: onProgress, put) }
        // The first search after ingesting reads the vectors.
        if let first = trials.first { _ = try await put(first) }
        var answers: [Answer] = []
        for trial in trials {
            answers.append(try await put(trial))
            onProgress(answers.count)
        }
        return answers
    }
}

/// What one question got.
private struct Answer: Sendable {
    /// Nil for questions that no document answers.
    var isKept: Bool?
    var passageCount: Int
    var milliseconds: Double

    init(_ trial: ThresholdPlan.Trial, _ passages: [Passage], elapsed: Duration) {
        isKept = trial.document.map { document in passages.contains { $0.document == document } }
        passageCount = passages.count
        milliseconds = elapsed.milliseconds
    }
}

extension ThresholdEvaluation.Outcome {
    /// - Precondition: There are answers.
    fileprivate init(_ answers: [Answer], isTimed: Bool) {
        let count = Double(answers.count)
        let kept = answers.compactMap(\.isKept)
        let times = answers.map(\.milliseconds)
        self.init(
            asked: answers.count,
            kept: kept.isEmpty ? nil : Double(kept.count(where: \.self)) / Double(kept.count),
            silent: Double(answers.count { $0.passageCount == 0 }) / count,
            passages: Double(answers.reduce(0) { $0 + $1.passageCount }) / count,
            medianMilliseconds: isTimed ? times.percentile(50) : nil,
            p95Milliseconds: isTimed ? times.percentile(95) : nil
        )
    }
}
