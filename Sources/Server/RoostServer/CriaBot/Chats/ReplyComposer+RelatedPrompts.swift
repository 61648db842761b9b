import LanguageModel
import RetrievalEngine

extension ReplyComposer {
    /// Prompts to go on with, and what the model took that wrote them.
    struct RelatedPrompts: Sendable {
        var prompts: [RelatedPrompt]
        var usage: LabeledUsage?
    }

    /// What may be asked next: what the answer's author proposes, else what a model writes, or without one, what lies near
    /// the prompt (contract, section 3.6).
    ///
    /// - Throws: `CancellationError` only; what else goes wrong means that nothing is proposed.
    func relatedPrompts(
        after prompt: String,
        answer: Answer,
        basis: ReplyBasis,
        findings: BotFindings
    ) async throws -> RelatedPrompts {
        guard basis.relatedPrompts.isEmpty, parameters.llmGenerateRelatedPrompts else {
            return RelatedPrompts(prompts: basis.relatedPrompts)
        }
        guard answersWithModel else {
            return RelatedPrompts(prompts: NeighboringPrompts(findings, basis: basis).prompts(after: prompt))
        }
        do {
            return try await writtenPrompts(after: prompt, reply: answer.text)
        } catch is EngineError {
            return RelatedPrompts(prompts: [])
        }
    }

    private func writtenPrompts(after prompt: String, reply: String) async throws -> RelatedPrompts {
        let request = RelatedPromptRequest(prompt: prompt, reply: reply)
        var text = ""
        let generation = try await engine.generate(request.request) { piece in
            // What comes after this can be no part of three lines.
            if text.utf8.count <= RelatedPromptRequest.maximumByteCount { text += piece }
        }
        let written = text
        let usage = try await engine.run { [counter] in
            CompletionUsage(
                promptTokens: generation.usage?.promptTokenCount
                    ?? request.request.messages.reduce(0) { $0 + counter($1.text) },
                completionTokens: generation.usage?.completionTokenCount ?? counter(written)
            )
        }
        return RelatedPrompts(
            prompts: RelatedPromptRequest.prompts(in: written),
            usage: LabeledUsage(usage, label: "RelatedPromptsAgent")
        )
    }
}
