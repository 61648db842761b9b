import DocumentStore
import VectorKernels

extension Collection {
    /// How well the tokens of chunks match those of a question, in [−1, 1] (ColBERT: Khattab & Zaharia 2020,
    /// arXiv:2004.12832): the mean over the question's tokens of the largest cosine with the code of any two neighbouring
    /// tokens of the chunk.
    ///
    /// Reads the store and computes: call it inside `RetrievalEngine.run(in:_:)`.
    ///
    /// - Parameter question: Embedded by the collection's model, as `embedded(_:)` gives it.
    /// - Returns: Nothing for chunks that have no token codes, as those of earlier releases; nothing at all for a question
    ///   without a token.
    /// - Complexity: O(question tokens · chunk tokens · dimension).
    package func lateInteraction(of question: EmbeddedQuestion, chunkIDs: [Int64]) throws -> [Int64: Double] {
        precondition(
            question.modelName == modelName,
            "a question embedded by \(question.modelName) in a collection of \(modelName)"
        )
        let tokens = question.tokens
        return try handle.tokenCodes(of: chunkIDs).compactMapValues { stored in
            // A model may have been replaced by another of its name and dimension.
            guard stored.dimension == tokens.dimension else { return nil }
            return tokens.lateInteraction(with: try TokenCodes(bytes: stored.bytes, dimension: stored.dimension))
        }
    }
}
