package import VectorKernels

/// Vectors of passages, and the codes of their tokens.
package struct PassageEmbeddings: Sendable {
    package let embeddings: Embeddings
    /// One a passage, in their order; without special tokens and those of a prompt.
    package let tokenCodes: [TokenCodes]
}

/// The vector of a query, and those of its tokens.
package struct QueryEmbedding: Sendable {
    /// Of length 1.
    package let vector: [Float]
    /// Without special tokens and those of a prompt; none for a query without a word.
    package let tokens: TokenVectors
}
