package import LanguageModel

/// What a model made of a prompt, checked against the prompt's passages.
package struct GroundedAnswer: Sendable {
    /// Empty when the model had nothing to say.
    package var text: String
    package var grounding: Reply.Grounding
    package var citations: [Citation]
    package var sentences: [ReplySentence]
    package var usage: TokenUsage
    /// Whether the model ended because it had reached its limit of tokens.
    package var isCutOff = false
}

/// What an answer is made from.
package struct AnswerInput: Sendable {
    package var question: EmbeddedQuestion
    package var prompt: Prompt
    /// The passages of the prompt's documents, in their order; there may be more.
    package var passages: [Passage]
    /// What the passages were made of, when their numbers are not those of the ranking.
    package var context: AssembledContext?
    package var temperature: Double?
    package var topP: Double?
    package var maximumReplyTokenCount: Int?
    /// Whether an answer is welcome that no passage supports.
    package var allowsGuess = false
    /// Who asks, for whom vectors of sentences are remembered; nil to remember nothing.
    package var scope: Int64?

    package init(question: EmbeddedQuestion, prompt: Prompt, passages: [Passage]) {
        self.question = question
        self.prompt = prompt
        self.passages = passages
    }

    /// - Parameter context: Its texts are the prompt's documents.
    init(question: EmbeddedQuestion, prompt: Prompt, context: AssembledContext) {
        self.init(question: question, prompt: prompt, passages: context.passages)
        self.context = context
    }

    /// The number by which readers know the passage of a support.
    func shownNumber(of support: PassageSupport) -> Int {
        context?.number(of: support) ?? support.number
    }

    var request: GenerationRequest {
        var request = GenerationRequest(messages: prompt.messages.map(\.message))
        request.temperature = temperature
        request.topP = topP
        request.maximumTokenCount = maximumReplyTokenCount
        request.evidence = Evidence(
            question: question.text,
            questionVector: question.vector,
            passages: prompt.documents,
            scope: scope
        )
        return request
    }
}

extension GroundedAnswer {
    /// An answer that is the whole of one passage, word for word.
    package init(quoting passage: Passage, usage: TokenUsage) {
        let score = passage.scores.rerank
        self.init(
            text: passage.text,
            grounding: .yes,
            citations: [
                Citation(
                    number: 1,
                    document: passage.document,
                    page: passage.page,
                    range: passage.range,
                    text: passage.text,
                    score: score
                )
            ],
            sentences: [ReplySentence(text: passage.text, support: .supported, citations: [1], score: score)],
            usage: usage
        )
    }

    /// The confidence from which an answer counts as grounded.
    private static let goodConfidence = 0.6

    init(_ checker: CitationChecker, input: AnswerInput, confidence: Double?) {
        let sentences = checker.sentences
        var citations: [Citation] = []
        for support in sentences.flatMap(\.citations) {
            var citation = Citation(support, passage: input.passages[support.number - 1])
            citation.number = input.shownNumber(of: support)
            if !citations.contains(where: { $0.number == citation.number && $0.range == citation.range }) {
                citations.append(citation)
            }
        }
        let statements = sentences.filter(\.isStatement)
        let supported = statements.count { $0.verdict.kind == .supported }
        let isWhole = supported == sentences.count { $0.isStatement || $0.verdict.kind == .refusal }
        let grounding: Reply.Grounding =
            if supported == 0 { .abstained } else if isWhole, confidence ?? 1 >= Self.goodConfidence { .yes } else {
                .partly
            }
        self.init(
            text: checker.text,
            grounding: grounding,
            citations: citations,
            sentences: sentences.map { ReplySentence($0, shownNumber: input.shownNumber) },
            usage: TokenUsage(promptTokenCount: 0, completionTokenCount: 0, isEstimated: true)
        )
    }

    /// Whether it states something, and nothing of it is supported.
    var lacksSupport: Bool {
        grounding == .abstained && sentences.contains { $0.support == .unsupported }
    }
}

extension CheckedSentence {
    fileprivate var isStatement: Bool { verdict.kind == .supported || verdict.kind == .unsupported }
}

extension ReplySentence {
    fileprivate init(_ sentence: CheckedSentence, shownNumber: (PassageSupport) -> Int) {
        let support: Support =
            switch sentence.verdict.kind {
            case .supported: .supported
            case .unsupported: .unsupported
            case .neutral, .refusal: .noStatement
            }
        self.init(
            text: sentence.text,
            support: support,
            citations: sentence.citations.map(shownNumber),
            score: sentence.verdict.score
        )
    }
}
