package import DocumentStore
import Foundation
import Ranking
import VectorIndex

extension Collection {
    /// The passages that answer a question best: the nearest `topK`, thresholded, reranked and thresholded again.
    ///
    /// - Returns: Best first; passages with equal scores in the order of their ingestion.
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, `overloaded`, `storageFailure`.
    public func passages(for question: String, options: RetrievalOptions = RetrievalOptions()) async throws -> [Passage]
    {
        try options.validate()
        let embedded = try await embed(question: question)
        let nearest = try await passages(
            nearest: embedded,
            count: options.topK,
            minimumSimilarity: options.minK,
            filter: options.filter
        )
        return engine.reranked(nearest, for: embedded, options: options)
    }

    /// The `count` chunks nearest to a question, those under the threshold left out.
    ///
    /// - Returns: Most similar first; equal ones in the order of their ingestion.
    public func passages(
        nearest question: EmbeddedQuestion,
        count: Int,
        minimumSimilarity: Double
    ) async throws -> [Passage] {
        try await passages(nearest: question, count: count, minimumSimilarity: minimumSimilarity, filter: nil)
    }

    /// As the other, among the chunks that pass a filter; when as many as `count` pass and qualify, as many come back.
    package func passages(
        nearest question: EmbeddedQuestion,
        count: Int,
        minimumSimilarity: Double,
        filter: MetadataFilter?
    ) async throws -> [Passage] {
        let question = try await embedded(question)
        return try await engine.run { [self, calibration] in
            let snapshot = try engine.indexes.index(for: handle).snapshot(of: handle)
            let allowed = try indexFilter(filter)
            let neighbors = try snapshot.neighbors(of: question.vector, count: count, filter: allowed)
            let similar = neighbors.filter { calibration.score(for: $0.score) >= minimumSimilarity }
            // A chunk may have been deleted since the snapshot: it is left out.
            let chunks = Dictionary(
                try handle.chunks(similar.map(\.id)).map { ($0.id, $0) },
                uniquingKeysWith: { first, _ in first }
            )
            return try similar.compactMap { neighbor in
                try chunks[neighbor.id].map {
                    try Passage($0, neighbor, similarity: calibration.score(for: neighbor.score))
                }
            }
        }
    }
}

extension Collection {
    /// - Returns: Nil when every chunk may be found.
    private func indexFilter(_ filter: MetadataFilter?) throws -> IndexFilter? {
        guard let filter, !filter.isEmpty else { return nil }
        return IndexFilter(allowing: try handle.chunkIDs(matching: filter))
    }
}

extension RetrievalEngine {
    /// Reranks passages, keeps the best `topN`, and drops those under `minN`.
    ///
    /// Without a reranking model the score after reranking is the similarity. Passages of several collections may be
    /// reranked together.
    public func reranked(
        _ passages: [Passage],
        for question: EmbeddedQuestion,
        options: RetrievalOptions
    ) -> [Passage] {
        let byID = Dictionary(passages.map { ($0.chunkID, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = byID.values
            .map { Scored(id: $0.chunkID, score: $0.scores.rerank) }
            .best(options.topN, minimumScore: options.minN)
        return kept.compactMap { byID[$0.id] }
    }
}

extension Passage {
    fileprivate init(_ chunk: StoredChunk, _ neighbor: Neighbor, similarity: Double) throws {
        self.init(
            document: chunk.documentName,
            text: chunk.text,
            page: chunk.page,
            headingPath: chunk.headingPath,
            range: chunk.scalarRange,
            metadata: try Self.members(chunk.metadata),
            tokenCount: chunk.tokenCount,
            scores: Scores(cosine: Double(neighbor.score), similarity: similarity, rerank: similarity),
            chunkID: chunk.id,
            pageBreaks: chunk.pageBreaks
        )
    }

    private static func members(_ json: String) throws -> [String: JSONValue] {
        guard json != "{}" else { return [:] }
        return try JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8))
    }
}
