import DocumentStore

/// A document that was read and cut, and waits for its vectors.
struct PreparedDocument: Sendable {
    var document: NewDocument
    /// The chunks; their vectors are still empty.
    var chunks: [NewChunk]
    /// What the encoder sees, one text a chunk.
    var embeddingTexts: [String]

    var tokenCount: Int { chunks.reduce(0) { $0 + $1.tokenCount } }
}
