import LanguageModel

extension Collection {
    /// Answers a question from the collection's documents, with citations.
    ///
    /// - Parameters:
    ///   - answering: The conversation so far and the model's settings.
    ///   - receive: Called with each piece of the answer as soon as its citations are checked; a slow caller slows the
    ///     model down, and what it throws ends the answer.
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, `overloaded`, `storageFailure`, and the
    ///   codes of models; `CancellationError` when the task is cancelled, which also ends the model's work.
    public func answer(
        _ question: String,
        options: RetrievalOptions = RetrievalOptions(),
        answering: AnswerOptions = AnswerOptions(),
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> Reply {
        try options.validate()
        var timings = StageTimings()
        let embedded = try await timings.measure(\.embed) {
            try await embed(question: engine.standaloneQuestion(question, after: answering.history))
        }
        let retrieval = try await retrieve(embedded, options: options, timings: &timings)
        let answer = try await timings.measure(\.answer) {
            try await self.answer(
                question,
                as: embedded,
                from: retrieval.passages,
                options: answering,
                receive: receive
            )
        }
        return Reply(
            text: answer.text,
            grounding: answer.grounding,
            citations: answer.citations,
            sentences: answer.sentences,
            passages: retrieval.passages,
            explanation: retrieval.explanation,
            usage: answer.usage,
            model: engine.answeringModelName,
            question: embedded.text,
            timings: timings
        )
    }
}

extension Reply {
    /// What is said when nothing supports an answer.
    public static let abstention = "The documents hold no answer to this question."
}

extension Collection {
    private static let tokenCounter: CountedText.Counter = { TokenEstimator().tokenCount($0) }

    /// Answers from passages; without any, no model is asked.
    ///
    /// - Parameters:
    ///   - prompt: The question as the user asked it, which is what the model is shown.
    ///   - question: The question as it was searched.
    private func answer(
        _ prompt: String,
        as question: EmbeddedQuestion,
        from passages: [Passage],
        options: AnswerOptions,
        receive: (String) async throws -> Void
    ) async throws -> GroundedAnswer {
        var answer = GroundedAnswer.abstained
        if !passages.isEmpty {
            let (built, context) = try await engine.run { [handle] in
                let context = try options.assembler.context(of: passages, in: handle)
                return (Self.prompt(prompt, passages: context.passages, options: options), context)
            }
            var input = AnswerInput(question: question, prompt: built, context: context)
            input.temperature = options.temperature
            input.topP = options.topP
            input.maximumReplyTokenCount = options.maximumReplyTokenCount
            answer = try await engine.answer(input, counter: Self.tokenCounter, receive: receive)
        }
        if answer.text.isEmpty {
            answer.text = Reply.abstention
            try await receive(answer.text)
        }
        return answer
    }

    private static func prompt(_ question: String, passages: [Passage], options: AnswerOptions) -> Prompt {
        PromptBuilder(
            instruction: Instruction(.answer),
            tokenBudget: options.maximumInputTokenCount,
            counter: tokenCounter
        ).prompt(
            system: options.systemMessage,
            documents: passages.map { PromptBuilder.Document(text: $0.text, label: $0.label) },
            history: options.history.counted(by: tokenCounter),
            question: question
        )
    }
}

extension GroundedAnswer {
    fileprivate static let abstained = GroundedAnswer(
        text: "",
        grounding: .abstained,
        citations: [],
        sentences: [],
        usage: TokenUsage(promptTokenCount: 0, completionTokenCount: 0, isEstimated: true)
    )
}

extension Passage {
    /// Where it comes from, for a model to read.
    var label: String {
        let place = page.map { "\(document), page \($0)" } ?? document
        return headingPath.isEmpty ? place : "\(place): \(headingPath.joined(separator: " > "))"
    }
}
