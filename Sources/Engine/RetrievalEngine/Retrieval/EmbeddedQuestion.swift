import VectorKernels

/// A question and its embedding, so that one encoding serves all collections of a model.
public struct EmbeddedQuestion: Sendable {
    public let text: String
    /// The model that embedded it.
    let modelName: String
    /// Unit length, as many values as the model has dimensions.
    let vector: [Float]
    /// The vectors of its tokens, of the same model.
    let tokens: TokenVectors
    /// How much of it the model reads as words, 0 to 1.
    let readability: Double
}

extension RetrievalEngine {
    /// Embeds a question with the default model. Collections of another model embed it again.
    ///
    /// - Complexity: One forward pass of the encoder; text beyond its limit is ignored.
    public func embed(question: String) async throws -> EmbeddedQuestion {
        try await embed(question: question, scope: nil)
    }

    /// - Parameter scope: Whose question it is, for whom its vector is remembered; nil to remember nothing.
    package func embed(question: String, scope: Int64?) async throws -> EmbeddedQuestion {
        try await metrics.measure(.encode) {
            try await run { [encoder] in encoder.embed(question: question, scope: scope) }
        }
    }
}
