package import LanguageModel

extension RetrievalEngine {
    /// Has the answering model answer a prompt, and checks what it says sentence by sentence while it says it.
    ///
    /// - Parameters:
    ///   - counter: Counts what the model's server does not.
    ///   - receive: Called with each piece of the answer that may be shown.
    /// - Throws: ``EngineError`` with the codes of models; what `receive` throws.
    package func answer(
        _ input: AnswerInput,
        counter: @escaping CountedText.Counter,
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> GroundedAnswer {
        // What only quotes needs to be found again, and compared only should that fail.
        let quotations =
            languageModel.followsInstructions ? nil : QuotationFinder(passages: input.prompt.documents)
        var knownScorer: SupportScorer?
        let judge: CitationChecker.Judge = { [self] sentence in
            if let verdict = quotations?.verdict(on: sentence) { return verdict }
            let (verdict, scorer) = try await run { [knownScorer] in
                let scorer = knownScorer ?? self.supportScorer(for: input)
                return (scorer.verdict(on: sentence), scorer)
            }
            knownScorer = scorer
            return verdict
        }
        var checker = CitationChecker(
            passageCount: input.prompt.documents.count,
            shownNumber: input.shownNumber
        )
        func show(_ text: String) async throws {
            if !text.isEmpty {
                try await receive(text)
            }
        }
        let generation = try await generate(input.request) { piece in
            try await show(try await checker.append(piece, judge: judge))
        }
        try await show(try await checker.finish(judge: judge))
        var answer = GroundedAnswer(checker, input: input, confidence: generation.confidence)
        if answer.lacksSupport, !input.allowsGuess {
            try await show(Self.caution)
            answer.text += Self.caution
        }
        answer.isCutOff = generation.finishReason == .length
        answer.usage = try await usage(
            of: generation,
            promptTokenCount: input.prompt.tokenCount,
            completion: answer.text,
            counter: counter
        )
        return answer
    }

    /// What closes an answer of which no statement is supported.
    private static let caution = "\n\n(The documents do not confirm this answer.)"

    /// Calls the answering model; its errors come back as ``EngineError``. NUL characters, which no text that is stored may
    /// hold, are left out of what it says.
    package func generate(
        _ request: GenerationRequest,
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> Generation {
        do {
            return try await metrics.measure(.answer) {
                try await languageModel.generate(request) { piece in
                    try await receive(piece.withoutNUL)
                }
            }
        } catch let error as LanguageModelError {
            throw EngineError(error)
        }
    }

    private func supportScorer(for input: AnswerInput) -> SupportScorer {
        let contexts = input.passages.map { passage in
            ([passage.document] + passage.headingPath).joined(separator: ". ")
        }
        // Quotations need no comparison by meaning.
        guard languageModel.followsInstructions else {
            return SupportScorer(question: input.question.text, passages: input.prompt.documents, contexts: contexts)
        }
        return SupportScorer(
            question: input.question.text,
            passages: input.prompt.documents,
            contexts: contexts,
            similarity: encoder.similarity(of:to:)
        )
    }

    /// What a generation took: as its server counted, else as `counter` does.
    func usage(
        of generation: Generation,
        promptTokenCount: Int,
        completion: String,
        counter: @escaping CountedText.Counter
    ) async throws -> TokenUsage {
        if let usage = generation.usage {
            return TokenUsage(
                promptTokenCount: usage.promptTokenCount,
                completionTokenCount: usage.completionTokenCount,
                isEstimated: false
            )
        }
        return TokenUsage(
            promptTokenCount: promptTokenCount,
            completionTokenCount: try await run { counter(completion) },
            isEstimated: true
        )
    }
}

extension String {
    fileprivate var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.filter { $0 != "\0" })) : self
    }
}
