import DocumentStore
import Foundation
import SentenceEncoder
import VectorKernels

extension Collection {
    /// Ingests one document: when this returns, the document is on disk and the next search finds it.
    ///
    /// - Throws: ``EngineError``: `unreadableDocument`, `alreadyExists` or `notFound` by `policy`, `invalidArgument`,
    ///   `overloaded`, `storageFailure`. Whatever is thrown, the collection is as it was.
    @discardableResult
    public func ingest(_ source: DocumentSource, policy: NamePolicy = .replace) async throws -> IngestedDocument {
        let prepared = try await withModel { try await $0.preparer.prepare(source) }
        if let known = try await outcomeWithoutEncoding(prepared.document, policy: policy) {
            return known
        }
        let results = try await commit([prepared], policy: policy, onEncoded: { _ in })
        return try results[0].get()
    }

    /// What the stored documents decide already, so that a refused or known document costs no encoding.
    ///
    /// The transaction that stores a document decides again: others may write meanwhile.
    ///
    /// - Returns: Nil when the document is to be encoded and stored.
    private func outcomeWithoutEncoding(
        _ document: NewDocument,
        policy: NamePolicy
    ) async throws -> IngestedDocument? {
        if policy == .overwrite { return nil }
        guard policy != .replace else {
            return try await unchangedDocument(named: document.name, digest: document.sha256)
        }
        let exists = try await engine.run { [handle] in
            try handle.document(named: document.name)?.status == .ready
        }
        guard exists == (policy == .mustExist) else {
            throw exists
                ? EngineError(.alreadyExists, "there is a document named \"\(document.name)\" already")
                : EngineError(.notFound, "there is no document named \"\(document.name)\"")
        }
        return nil
    }

    /// The stored document, when it was made of the same bytes.
    func unchangedDocument(named name: String, digest: [UInt8]) async throws -> IngestedDocument? {
        try await engine.run { [handle] in
            guard let stored = try handle.document(named: name), stored.status == .ready, stored.sha256 == digest
            else { return nil }
            return IngestedDocument(
                name: name,
                outcome: .unchanged,
                chunkCount: stored.chunkCount,
                tokenCount: stored.tokenCount
            )
        }
    }

    /// Removes a document with everything that belongs to it.
    ///
    /// - Returns: False when the collection has no document of that name.
    public func deleteDocument(named name: String) async throws -> Bool {
        try await engine.run { [handle] in try handle.deleteDocument(named: name) != nil }
    }

    /// Encodes and stores prepared documents, in one transaction.
    ///
    /// - Parameters:
    ///   - lease: Of the job that they are stored for.
    ///   - onEncoded: Called with the number of chunks that were encoded since the last call.
    /// - Throws: ``JobInterruption`` when the lease is lost: then nothing was stored.
    func commit(
        _ prepared: [PreparedDocument],
        policy: NamePolicy,
        under lease: JobLease? = nil,
        onEncoded: @escaping @Sendable (Int) -> Void
    ) async throws -> [Result<IngestedDocument, EngineError>] {
        let texts = prepared.flatMap(\.embeddingTexts)
        let (vectors, tokenCodes) = try await withModel { model in
            var (vectors, tokenCodes): ([Float], [TokenCodes]) = ([], [])
            vectors.reserveCapacity(texts.count * model.encoder.dimension)
            for start in stride(from: 0, to: texts.count, by: Self.chunksPerEncoding) {
                try Task.checkCancellation()
                let slice = Array(texts[start..<min(start + Self.chunksPerEncoding, texts.count)])
                let passages = try await engine.metrics.measure(.encode) {
                    try await engine.run(in: .bulk) { [encoder = model.encoder] in encoder.passages(slice) }
                }
                vectors += passages.embeddings.vectors
                tokenCodes += passages.tokenCodes
                onEncoded(slice.count)
            }
            return (vectors, tokenCodes)
        }
        return try await engine.metrics.measure(.store) {
            try await store(prepared, vectors: vectors, tokenCodes: tokenCodes, policy: policy, under: lease)
        }
    }

    /// Stores prepared documents with their vectors, in one transaction.
    ///
    /// - Parameters:
    ///   - vectors: One row a chunk, in order.
    ///   - tokenCodes: One a chunk, in order; empty to keep none.
    ///   - lease: Of the job that they are stored for.
    func store(
        _ prepared: [PreparedDocument],
        vectors: [Float],
        tokenCodes: [TokenCodes] = [],
        policy: NamePolicy,
        under lease: JobLease? = nil
    ) async throws -> [Result<IngestedDocument, EngineError>] {
        try await engine.run { [handle] in
            let writes = Self.writes(
                of: prepared,
                vectors: vectors,
                tokenCodes: tokenCodes,
                dimension: handle.description.model.dimension
            )
            let changes: [Result<DocumentChange, StoreError>]
            do throws(StoreError) {
                changes = try handle.replaceDocuments(writes, policy: policy.storePolicy, under: lease)
            } catch {
                guard let lease, error.code == .leaseLost else { throw error }
                throw JobInterruption(jobID: lease.jobID, reason: .lost)
            }
            return zip(prepared, changes).map { prepared, change in
                change.map { IngestedDocument(prepared, $0) }.mapError(EngineError.init)
            }
        }
    }

    /// Chunks that are encoded in one go: enough for full batches on every core, few enough for a lively progress bar and
    /// for work that ends soon when it is cancelled.
    static let chunksPerEncoding = 64

    private static func writes(
        of prepared: [PreparedDocument],
        vectors: [Float],
        tokenCodes: [TokenCodes],
        dimension: Int
    ) -> [DocumentUpload] {
        var row = 0
        return prepared.map { item in
            let chunks = item.chunks.map { chunk in
                var chunk = chunk
                chunk.vector = Array(vectors[row * dimension..<(row + 1) * dimension])
                if !tokenCodes.isEmpty { chunk.tokenCodes = ChunkTokenCodes(tokenCodes[row]) }
                row += 1
                return chunk
            }
            return DocumentUpload(document: item.document, chunks: chunks)
        }
    }
}

extension ChunkTokenCodes {
    /// Nil for a text without a token.
    fileprivate init?(_ codes: TokenCodes) {
        guard codes.count > 0 else { return nil }
        self.init(dimension: codes.dimension, bytes: codes.bytes)
    }
}

extension NamePolicy {
    var storePolicy: ReplacementPolicy {
        switch self {
        case .replace: .replace
        case .overwrite: .overwrite
        case .mustBeNew: .failIfExists
        case .mustExist: .mustExist
        }
    }
}

extension IngestedDocument {
    init(_ prepared: PreparedDocument, _ change: DocumentChange) {
        let outcome: Outcome =
            switch change.outcome {
            case .inserted: .inserted
            case .replaced: .replaced
            default: .unchanged
            }
        self.init(
            name: prepared.document.name,
            outcome: outcome,
            chunkCount: prepared.chunks.count,
            tokenCount: prepared.tokenCount
        )
    }
}
