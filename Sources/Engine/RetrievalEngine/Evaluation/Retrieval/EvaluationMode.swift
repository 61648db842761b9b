import DocumentStore
import Ranking
import VectorIndex

/// What ranks the passages of a measurement.
public enum EvaluationMode: String, Sendable, CaseIterable, Codable {
    /// The cosine of the embeddings.
    case dense
    /// BM25 of the full-text index.
    case lexical
    /// What the search of a collection brings.
    case hybrid
    /// The same after reranking.
    case reranked
}

/// A passage with the score that ranked it, which depends on the mode.
struct RankedPassage: Sendable {
    var document: String
    /// Its place in the document's text, in Unicode scalars.
    var range: Range<Int>
    var score: Double
}

extension Collection {
    /// The passages that a mode finds for a question, best first, whatever their scores.
    ///
    /// - Parameter count: At most this many, 1 to 1,000.
    func ranking(for question: String, by mode: EvaluationMode, count: Int) async throws -> [RankedPassage] {
        switch mode {
        case .dense:
            return try await nearest(to: question, count: count)
        case .lexical:
            return try await matches(of: question, count: count)
        case .hybrid:
            let embedded = try await engine.embed(question: question)
            return try await passages(nearest: embedded, count: count, minimumSimilarity: 0).map { passage in
                RankedPassage(document: passage.document, range: passage.range, score: passage.scores.similarity)
            }
        case .reranked:
            var options = RetrievalOptions()
            options.topK = max(count, Self.rerankedCount)
            options.topN = count
            return try await passages(for: question, options: options).map { passage in
                RankedPassage(document: passage.document, range: passage.range, score: passage.scores.rerank)
            }
        }
    }

    /// Candidates that the reranker is given when fewer passages are asked for.
    private static let rerankedCount = 100

    /// By the vectors alone.
    private func nearest(to question: String, count: Int) async throws -> [RankedPassage] {
        let embedded = try await embed(question: question)
        return try await engine.run { [engine, handle] in
            let snapshot = try engine.indexes.index(for: handle).snapshot(of: handle)
            let neighbors = try snapshot.neighbors(of: embedded.vector, count: count, filter: nil)
            return try handle.ranked(neighbors.map { ($0.id, Double($0.score)) })
        }
    }

    /// By the full-text index alone.
    private func matches(of question: String, count: Int) async throws -> [RankedPassage] {
        try await engine.run { [handle] in
            let query = LexicalQuery(terms: LexicalTerms(query: question).terms)
            return try handle.ranked(
                handle.lexicalSearch(matching: query, limit: count).matches.map { ($0.chunkID, $0.score) }
            )
        }
    }
}

extension CollectionHandle {
    /// The chunks that were found, in the order in which they were.
    fileprivate func ranked(_ found: [(id: Int64, score: Double)]) throws -> [RankedPassage] {
        let scores = Dictionary(found.map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
        return try chunks(found.map(\.id)).map { chunk in
            RankedPassage(document: chunk.documentName, range: chunk.scalarRange, score: scores[chunk.id] ?? 0)
        }
    }
}
