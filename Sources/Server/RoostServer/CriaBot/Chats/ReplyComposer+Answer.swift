import DocumentStore
import LanguageModel
import RetrievalEngine

extension ReplyComposer {
    /// What is said.
    struct Answer: Sendable {
        /// In Markdown.
        var text: String
        /// How it is grounded and what it took; nil when no model was asked and nothing quoted.
        var grounded: GroundedAnswer?
        /// Whether it was made by reading the prompt's instruction, which has the documents in it.
        var readsInstruction = false
        /// The question whose answer this is, as a person wrote it.
        var verbatimSource: ChatMessage.VerbatimSource?
    }

    /// Tokens that CriaBot leaves free in every input.
    private static let reservedTokenCount = 5

    /// What the model is given.
    func input(
        _ query: Query,
        as question: EmbeddedQuestion,
        from passages: [IndexedPassage],
        after history: [ChatMessage]
    ) async throws -> AnswerInput {
        let builder = PromptBuilder(
            instruction: Instruction(instruction(hasContext: !passages.isEmpty)),
            tokenBudget: parameters.maxInputTokens - Self.reservedTokenCount,
            counter: counter
        )
        let system = [parameters.systemMessage, query.ephemeralInstruction].compactMap(\.self)
        let built = try await engine.run {
            builder.prompt(
                system: system.isEmpty ? nil : system.joined(separator: "\n\n"),
                documents: passages.map { PromptBuilder.Document(text: $0.passage.text, label: $0.imageLabel) },
                history: history.filter { $0.role != .system }.map(\.counted),
                question: query.prompt
            )
        }
        var input = AnswerInput(question: question, prompt: built, passages: passages.map(\.passage))
        input.temperature = parameters.temperature
        input.topP = parameters.topP
        input.maximumReplyTokenCount = parameters.maxReplyTokens
        input.scope = bot.id
        input.allowsGuess = parameters.noContextLLMGuess || passages.isEmpty
        return input
    }

    private func instruction(hasContext: Bool) -> Instruction.Task {
        switch (hasContext, parameters.noContextLLMGuess) {
        case (true, false): .answer
        case (true, true): .answerOrGuess
        case (false, true): parameters.noContextUseMessage ? .guessAfterMessage : .guess
        case (false, false): .admitIgnorance
        }
    }

    /// The answer: what a person wrote, or from the passages, or what the bot's parameters say for the case that there
    /// are none.
    func answer(
        _ input: AnswerInput,
        from basis: ReplyBasis,
        findings: BotFindings,
        receive: (String) async throws -> Void
    ) async throws -> Answer {
        if let quoted = try await quotedAnswer(input, from: basis) {
            try await receive(quoted.text)
            return quoted
        }
        if !input.prompt.documents.isEmpty {
            let grounded = try await engine.answer(input, counter: counter, receive: receive)
            let addition =
                if grounded.text.isEmpty {
                    noContextAnswer
                } else if answersWithModel {
                    ""
                } else {
                    images(citedBy: grounded, from: basis, findings: findings)
                }
            if !addition.isEmpty { try await receive(addition) }
            return Answer(text: grounded.text + addition, grounded: grounded, readsInstruction: true)
        }
        if answersWithModel, parameters.noContextLLMGuess || parameters.noContextMessage.isEmpty {
            return try await answerWithoutContext(input, receive: receive)
        }
        try await receive(noContextAnswer)
        return Answer(text: noContextAnswer)
    }

    /// The answer of a question, word for word: when its author wants that, and when no model is there to put it into
    /// other words.
    private func quotedAnswer(_ input: AnswerInput, from basis: ReplyBasis) async throws -> Answer? {
        switch basis {
        case .verbatim(_, let passage):
            let free = TokenUsage(promptTokenCount: 0, completionTokenCount: 0, isEstimated: false)
            let grounded = GroundedAnswer(quoting: passage.passage, usage: free)
            return Answer(text: grounded.text, grounded: grounded, verbatimSource: passage.verbatimSource)
        case .curated(_, let passage) where !answersWithModel && !input.prompt.documents.isEmpty:
            let usage = try await engine.run { [counter] in
                TokenUsage(
                    promptTokenCount: input.prompt.tokenCount,
                    completionTokenCount: counter(passage.passage.text),
                    isEstimated: true
                )
            }
            let grounded = GroundedAnswer(quoting: passage.passage, usage: usage)
            return Answer(text: grounded.text, grounded: grounded, readsInstruction: true)
        default: return nil
        }
    }

    private func answerWithoutContext(
        _ input: AnswerInput,
        receive: (String) async throws -> Void
    ) async throws -> Answer {
        let announces =
            parameters.noContextLLMGuess && parameters.noContextUseMessage && !parameters.noContextMessage.isEmpty
        let announcement = announces ? parameters.noContextMessage + "\n\n" : ""
        if announces {
            try await receive(announcement)
        }
        let grounded = try await engine.answer(input, counter: counter, receive: receive)
        return Answer(text: announcement + grounded.text, grounded: grounded, readsInstruction: true)
    }

    /// What is said when nothing was found, and no model is to say it; also when nothing that was found answers the prompt.
    private var noContextAnswer: String {
        parameters.noContextMessage.isEmpty
            ? "I don't know: nothing that I was given answers this." : parameters.noContextMessage
    }
}

// MARK: - Images

extension ReplyComposer {
    /// The images that the cited passages describe, as Markdown.
    private func images(citedBy answer: GroundedAnswer, from basis: ReplyBasis, findings: BotFindings) -> String {
        let passages = basis.readPassages
        let known = Set(findings.assets.map(\.uuid))
        var seen: Set<String> = []
        return answer.citations.compactMap { passages[$0.number - 1].assetUUID }
            .filter { known.contains($0) && seen.insert($0).inserted }
            .map { "\n\n" + AssetImages.markdown(showing: $0) }
            .joined()
    }
}

extension IndexedPassage {
    /// Tells a model how to show the image that the passage describes.
    fileprivate var imageLabel: String? {
        assetUUID.map { "(describes an image; if you use it, show it with \(AssetImages.markdown(showing: $0)))" }
    }
}
