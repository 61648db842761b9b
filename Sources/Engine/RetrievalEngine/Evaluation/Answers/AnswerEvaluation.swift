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
    private let configuration: RetrievalEngine.Configuration

    /// - Parameter configuration: The engine's; its data folder is not touched.
    public init(dataset: AnswerDataset, configuration: RetrievalEngine.Configuration) {
        self.dataset = dataset
        self.configuration = configuration
    }

    /// Asks every question.
    public func run(onProgress: @escaping EvaluationProgress) async throws -> Result {
        try await RetrievalEngine.withTemporaryEngine(configuration) { engine in
            let collection = try await engine.collection(named: "evaluation", owner: .local, createIfMissing: true)
            try await collection.store(dataset.documents, onProgress: onProgress) { [preparer = engine.preparer] in
                try preparer.prepare($0)
            }
            let start = ContinuousClock.now
            let progress: (Int) -> Void = { onProgress($0, dataset.questions.count, "questions") }
            let outcomes = try await concurrentMap(dataset.questions, onCompleted: progress) { question in
                Outcome(question, try await collection.answer(question.text))
            }
            return Result(outcomes, elapsed: ContinuousClock.now - start, precision: engine.precision)
        }
    }
}

extension DocumentPreparer {
    /// Cuts a document of a test set as an uploaded text of the same title.
    func prepare(_ document: BEIRDataset.Document) throws -> PreparedDocument {
        try prepare(
            StructuredText(text: document.text, title: document.title),
            format: .plainText,
            bytes: Array(document.text.utf8),
            name: document.id,
            metadata: [:]
        )
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
