/// A question and its embedding, so that one encoding serves several collections.
public struct EmbeddedQuestion: Sendable {
    public let text: String
    /// Unit length, as many values as the model has dimensions.
    let vector: [Float]
}

extension RetrievalEngine {
    /// Embeds a question.
    ///
    /// - Complexity: One forward pass of the encoder; text beyond its limit is ignored.
    public func embed(question: String) async throws -> EmbeddedQuestion {
        try await embed(question: question, scope: nil)
    }

    /// - Parameter scope: Whose question it is, for whom its vector is remembered; nil to remember nothing.
    package func embed(question: String, scope: Int64?) async throws -> EmbeddedQuestion {
        try await run { [encoder] in
            EmbeddedQuestion(text: question, vector: encoder.vectors(of: [question], scope: scope)[0])
        }
    }
}
