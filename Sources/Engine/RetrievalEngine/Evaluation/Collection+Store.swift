import DocumentStore

extension Collection {
    /// Stores the documents of a test set, some hundred in a transaction.
    ///
    /// - Parameters:
    ///   - hasVectors: False to store them for the full-text index only: their vectors are zero.
    ///   - prepare: Cuts a document; runs on the engine's threads.
    func store<Document: Sendable>(
        _ documents: [Document],
        hasVectors: Bool = true,
        onProgress: EvaluationProgress,
        prepare: @escaping @Sendable (Document) throws -> PreparedDocument
    ) async throws {
        for start in stride(from: 0, to: documents.count, by: Self.documentsPerTransaction) {
            let slice = documents[start..<min(start + Self.documentsPerTransaction, documents.count)]
            let prepared = try await engine.run(in: .bulk) { try slice.map(prepare) }
            let results =
                if hasVectors {
                    try await commit(prepared, policy: .mustBeNew, onEncoded: { _ in })
                } else {
                    try await store(prepared, vectors: zeros(for: prepared), policy: .mustBeNew)
                }
            for result in results { _ = try result.get() }
            onProgress(start + slice.count, documents.count, "documents")
        }
    }

    private static let documentsPerTransaction = 256

    private func zeros(for prepared: [PreparedDocument]) -> [Float] {
        let count = prepared.reduce(0) { $0 + $1.chunks.count }
        return [Float](repeating: 0, count: count * handle.description.model.dimension)
    }
}
