/// The built-in model: it quotes the sentences of its evidence that answer the question, and cites them.
///
/// It invents nothing, needs no network, and says nothing when nothing answers.
package struct ExtractiveModel: LanguageModel {
    /// Runs CPU-heavy work off Swift's cooperative pool.
    package typealias Executor =
        @Sendable (
            _ work: @escaping @Sendable () -> [ExtractiveAnswerer.Sentence]
        ) async throws -> [ExtractiveAnswerer.Sentence]

    package var name: String { "extractive" }
    package var followsInstructions: Bool { false }

    private let answerer: @Sendable (_ scope: Int64?) -> ExtractiveAnswerer
    private let run: Executor

    /// - Parameter answerer: Makes what answers for a scope, as `Evidence` has it.
    package init(answerer: @escaping @Sendable (_ scope: Int64?) -> ExtractiveAnswerer, run: @escaping Executor) {
        self.answerer = answerer
        self.run = run
    }

    /// Each sentence is one piece, on one line, with the number of its passage behind it: `It lasts 26 months. [1]`
    package func generate(
        _ request: GenerationRequest,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        guard let evidence = request.evidence, !evidence.passages.isEmpty else {
            return Generation(finishReason: .stop, usage: nil)
        }
        let sentences = try await run { [answerer] in
            answerer(evidence.scope).sentences(
                answering: evidence.question,
                questionVector: evidence.questionVector,
                from: evidence.passages
            )
        }
        var separator = ""
        for sentence in sentences {
            try Task.checkCancellation()
            let text = evidence.passages[sentence.passage].slice(atUTF8: sentence.utf8Range)
            let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            try await receive("\(separator)\(line) [\(sentence.passage + 1)]")
            // A line of a table ends without a full stop; what follows is a statement of its own.
            separator = line.last.map { ".!?…。！？\"”»)".contains($0) } == true ? " " : "\n"
        }
        let support = sentences.map(\.support).max()
        return Generation(finishReason: .stop, usage: nil, confidence: support)
    }
}
