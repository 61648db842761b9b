/// Makes follow-up questions stand alone, so that they can be searched without the conversation.
///
/// With a model that follows instructions the model rewrites the question, and what it writes is checked; without one,
/// when the model fails, and when its reply is not a question about the same things, `EntityCarryOver` does.
package struct QuestionRewriter: Sendable {
    private let model: (any LanguageModel)?
    private let carryOver = EntityCarryOver()

    /// - Parameter model: Used when it follows instructions.
    package init(model: (any LanguageModel)? = nil) {
        self.model = model.flatMap { $0.followsInstructions ? $0 : nil }
    }

    /// The question, understandable without the history.
    ///
    /// - Parameter history: Oldest first, without the question.
    /// - Returns: The question itself when there is no history of questions, or when it stands alone.
    /// - Throws: `CancellationError` only; a model's error leads to the rules.
    package func standaloneQuestion(for question: String, history: [Message]) async throws -> String {
        guard history.contains(where: { $0.role == .user }) else { return question }
        if let model, let rewritten = try await rewritten(question, history: history, by: model) {
            return rewritten
        }
        return carryOver.standaloneQuestion(for: question, history: history)
    }

    private func rewritten(
        _ question: String,
        history: [Message],
        by model: any LanguageModel
    ) async throws -> String? {
        var reply = ""
        do {
            let request = RewritePrompt.request(for: question, history: history)
            _ = try await model.generate(request) { piece in
                // What comes after this is too long to be accepted.
                if reply.utf8.count <= 4 * RewritePrompt.maximumReplyCount { reply += piece }
            }
        } catch is LanguageModelError {
            return nil
        }
        return RewritePrompt.question(in: reply, to: question, history: history)
    }
}
