import LanguageModel

extension RetrievalEngine {
    /// The question with what it refers to in the conversation put in, so that it can be searched.
    ///
    /// By the answering model when it follows instructions, else by rules for English; a question that stands alone stays
    /// as it is.
    ///
    /// - Parameter usingModel: False for the rules alone.
    package func standaloneQuestion(
        _ question: String,
        after history: [ConversationMessage],
        usingModel: Bool = true
    ) async throws -> String {
        guard !history.isEmpty else { return question }
        let messages = history.map { Message($0.role == .user ? .user : .assistant, $0.text) }
        let rewriter = QuestionRewriter(model: usingModel ? languageModel : nil)
        return try await rewriter.standaloneQuestion(for: question, history: messages)
    }
}
