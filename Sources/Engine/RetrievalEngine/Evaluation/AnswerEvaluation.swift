import Chunking
import DocumentExtraction
import Foundation

/// Measures how well the engine answers: documents are ingested and questions asked as in use.
public struct AnswerEvaluation: Sendable {
    /// Shares and means over the questions.
    public struct Result: Sendable, Codable {
        /// Questions that the documents answer, and those that they do not.
        public var answerable: Int
        public var unanswerable: Int
        /// The share of the answerable questions whose document was among the passages.
        public var retrieved: Double
        /// Of those, the share whose answer holds a right one, by the normalisation of SQuAD's own script.
        public var containsAnswer: Double
        /// Of those, the share that was refused.
        public var refusedAnswerable: Double
        /// The share of the unanswerable questions that was refused.
        public var refusedUnanswerable: Double
        /// Of the answers that were given.
        public var wordsPerAnswer: Double
        public var sentencesPerAnswer: Double
        /// From the question to the reply, several at a time.
        public var millisecondsPerQuestion: Double
        /// The encoder's precision that ran.
        public var precision: Precision

        enum CodingKeys: String, CodingKey {
            case answerable, unanswerable, retrieved, precision
            case containsAnswer = "contains_answer"
            case refusedAnswerable = "refused_answerable"
            case refusedUnanswerable = "refused_unanswerable"
            case wordsPerAnswer = "words_per_answer"
            case sentencesPerAnswer = "sentences_per_answer"
            case millisecondsPerQuestion = "ms_per_question"
        }
    }

    private let dataset: AnswerDataset
    private let configuration: @Sendable (URL) -> RetrievalEngine.Configuration

    /// - Parameters:
    ///   - precision: The encoder's.
    ///   - answering: What answers the questions.
    public init(
        dataset: AnswerDataset,
        model: InstalledModel,
        precision: Precision = .standard,
        answering: AnsweringModel = .extractive
    ) {
        self.dataset = dataset
        configuration = { folder in
            var configuration = RetrievalEngine.Configuration(dataFolder: folder, model: model)
            configuration.precision = precision
            configuration.answering = answering
            return configuration
        }
    }

    /// Asks every question.
    ///
    /// - Parameter onProgress: Called with how much is done, of how much, and of what.
    public func run(onProgress: @escaping @Sendable (Int, Int, String) -> Void) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "roost-eval-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let engine = try RetrievalEngine(configuration: configuration(folder))
        let collection = try await engine.collection(named: "evaluation", owner: .local, createIfMissing: true)
        try await ingest(into: collection)
        let start = ContinuousClock.now
        var outcomes: [Outcome] = []
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for (index, question) in dataset.questions.enumerated() {
                if index >= ProcessInfo.processInfo.activeProcessorCount, let outcome = try await group.next() {
                    outcomes.append(outcome)
                    onProgress(outcomes.count, dataset.questions.count, "questions")
                }
                group.addTask { Outcome(question, try await collection.answer(question.text)) }
            }
            for try await outcome in group {
                outcomes.append(outcome)
            }
        }
        return Result(outcomes, elapsed: ContinuousClock.now - start, precision: engine.precision)
    }

    private func ingest(into collection: Collection) async throws {
        let prepared = try dataset.documents.map { document in
            try collection.engine.preparer.prepare(
                StructuredText(text: document.text, title: document.title),
                format: .plainText,
                bytes: Array(document.text.utf8),
                name: document.id,
                metadata: [:]
            )
        }
        for result in try await collection.commit(prepared, policy: .mustBeNew, onEncoded: { _ in }) {
            _ = try result.get()
        }
    }
}

/// How one question was answered.
private struct Outcome: Sendable {
    var isAnswerable: Bool
    var isRetrieved: Bool
    var isRefused: Bool
    var containsAnswer: Bool
    var wordCount: Int
    var sentenceCount: Int

    init(_ question: AnswerDataset.Question, _ reply: Reply) {
        let text = reply.sentences.map(\.text).joined(separator: " ")
        let words = Self.normalized(text)
        isAnswerable = !question.answers.isEmpty
        isRetrieved = reply.passages.contains { $0.document == question.document }
        isRefused = reply.grounding == .abstained
        containsAnswer = !isRefused && question.answers.contains { words.contains(Self.normalized($0)) }
        wordCount = words.count
        sentenceCount = reply.sentences.count
    }

    /// Lower case, without punctuation and articles, split at white space.
    private static func normalized(_ text: String) -> [Substring] {
        text.lowercased().filter { !$0.isPunctuation && !$0.isSymbol }
            .split(whereSeparator: \.isWhitespace)
            .filter { !["a", "an", "the"].contains($0) }
    }
}

extension AnswerEvaluation.Result {
    fileprivate init(_ outcomes: [Outcome], elapsed: Duration, precision: Precision) {
        let answerable = outcomes.filter(\.isAnswerable)
        let retrieved = answerable.filter(\.isRetrieved)
        let unanswerable = outcomes.filter { !$0.isAnswerable }
        let answered = outcomes.filter { !$0.isRefused }
        func share(_ part: Int, of whole: Int) -> Double { Double(part) / Double(max(1, whole)) }
        self.init(
            answerable: answerable.count,
            unanswerable: unanswerable.count,
            retrieved: share(retrieved.count, of: answerable.count),
            containsAnswer: share(retrieved.count(where: \.containsAnswer), of: retrieved.count),
            refusedAnswerable: share(retrieved.count(where: \.isRefused), of: retrieved.count),
            refusedUnanswerable: share(unanswerable.count(where: \.isRefused), of: unanswerable.count),
            wordsPerAnswer: share(answered.reduce(0) { $0 + $1.wordCount }, of: answered.count),
            sentencesPerAnswer: share(answered.reduce(0) { $0 + $1.sentenceCount }, of: answered.count),
            millisecondsPerQuestion: elapsed.milliseconds / Double(max(1, outcomes.count)),
            precision: precision
        )
    }
}
