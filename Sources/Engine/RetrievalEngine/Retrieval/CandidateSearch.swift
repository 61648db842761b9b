import DocumentStore
import Foundation
import Ranking
import VectorIndex

/// The first stage of a search, and what the built-in reranking knows about what it brought: cosines and BM25 of the whole
/// collection, then tokens and places of terms of the best.
///
/// Reads the store and computes: to be used inside `RetrievalEngine.run(in:_:)`.
struct CandidateSearch {
    let collection: Collection
    /// Embedded by the collection's model.
    let question: EmbeddedQuestion
    let options: RetrievalOptions
    let model: RelevanceModel

    /// What the search brought.
    struct Findings {
        /// At most `topK`, none under `minK`, in the order of the search, with their scores after reranking.
        var passages: [Passage]
        var query: QueryEvidence
        var explanation: RetrievalExplanation
        var search: Duration
        var rerank: Duration
    }

    private var handle: any CollectionHandle { collection.handle }

    func findings() throws -> Findings {
        let start = ContinuousClock.now
        let snapshot = try collection.engine.indexes.index(for: handle).snapshot(of: handle)
        let (filter, plan) = try indexFilter()
        let terms = LexicalQuery(terms: LexicalTerms(query: question.text).terms)
        let found = try HybridSearch(
            handle: handle,
            snapshot: snapshot,
            vector: question.vector,
            terms: terms,
            readability: question.readability,
            model: model,
            fusion: options.fusion,
            filter: filter
        ).best(options.topK)
        var passages = try passages(of: found)
        let searched = ContinuousClock.now
        try rerank(&passages, found)
        var explanation = try explanation(found, passages)
        explanation.filter = plan
        explanation.chunkCount = snapshot.count
        return Findings(
            passages: passages,
            query: found.query,
            explanation: explanation,
            search: searched - start,
            rerank: ContinuousClock.now - searched
        )
    }

    /// - Returns: Nil when every chunk may be found.
    private func indexFilter() throws -> (IndexFilter?, RetrievalExplanation.Filter?) {
        guard let filter = options.filter, !filter.isEmpty else { return (nil, nil) }
        let start = ContinuousClock.now
        let allowed = IndexFilter(allowing: try handle.chunkIDs(matching: filter))
        let plan = RetrievalExplanation.Filter(
            allowedChunkCount: allowed.count,
            duration: ContinuousClock.now - start
        )
        return (allowed, plan)
    }

    private func passages(of found: HybridSearch.Findings) throws -> [Passage] {
        let best = found.candidates.prefix(options.topK).filter { similarity($0, found) >= options.minK }
        // A chunk may have been deleted since the snapshot: it is left out.
        let chunks = Dictionary(
            try handle.chunks(best.map(\.id)).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return try best.compactMap { candidate in
            try chunks[candidate.id].map { try Passage($0, scores(candidate, found)) }
        }
    }

    private func similarity(_ candidate: HybridSearch.Candidate, _ found: HybridSearch.Findings) -> Double {
        model.similarity(candidate.evidence, found.query)
    }

    private func scores(_ candidate: HybridSearch.Candidate, _ found: HybridSearch.Findings) -> Passage.Scores {
        let similarity = similarity(candidate, found)
        return Passage.Scores(
            cosine: candidate.evidence.cosine,
            lexical: candidate.evidence.lexicalScore,
            similarity: similarity,
            rerank: similarity
        )
    }

    /// Sets the scores after reranking.
    private func rerank(_ passages: inout [Passage], _ found: HybridSearch.Findings) throws {
        let ids = passages.map(\.chunkID)
        let interactions = try collection.lateInteraction(of: question, chunkIDs: ids)
        let proximity = TermProximity(weights: found.terms.map(\.weight))
        let occurrences = try handle.termOccurrences(of: LexicalQuery(terms: found.terms.map(\.term)), in: ids)
        for index in passages.indices {
            let id = passages[index].chunkID
            var scores = passages[index].scores
            scores.lateInteraction = interactions[id]
            scores.proximity = proximity.share(
                occurrences[id, default: []].map { TermProximity.Occurrence(term: $0.term, position: $0.position) }
            )
            scores.rerank = model.relevance(RelevanceEvidence(scores), found.query)
            passages[index].scores = scores
        }
    }
}

// MARK: - Explanation

extension CandidateSearch {
    private func explanation(
        _ found: HybridSearch.Findings,
        _ passages: [Passage]
    ) throws -> RetrievalExplanation {
        var explanation = RetrievalExplanation()
        explanation.readability = question.readability
        explanation.terms = found.terms.map {
            RetrievalExplanation.Term(text: $0.term, chunkCount: $0.matchingCount, weight: $0.weight)
        }
        guard options.explains else { return explanation }
        let scored = Dictionary(passages.map { ($0.chunkID, $0.scores) }, uniquingKeysWith: { first, _ in first })
        let chunks = Dictionary(
            try handle.chunks(found.candidates.map(\.id)).map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        explanation.candidates = found.candidates.enumerated().compactMap { rank, candidate in
            chunks[candidate.id].map { chunk in
                RetrievalExplanation.Candidate(
                    document: chunk.documentName,
                    range: chunk.scalarRange,
                    scores: scored[candidate.id] ?? scores(candidate, found),
                    fate: rank >= options.topK
                        ? .beyondTopK : scored[candidate.id] == nil ? .belowMinK : .kept,
                    chunkID: candidate.id
                )
            }
        }
        return explanation
    }
}

extension Passage {
    fileprivate init(_ chunk: StoredChunk, _ scores: Scores) throws {
        self.init(
            document: chunk.documentName,
            text: chunk.text,
            page: chunk.page,
            headingPath: chunk.headingPath,
            range: chunk.scalarRange,
            metadata: try Self.members(chunk.metadata),
            tokenCount: chunk.tokenCount,
            scores: scores,
            chunkID: chunk.id,
            pageBreaks: chunk.pageBreaks
        )
    }

    private static func members(_ json: String) throws -> [String: JSONValue] {
        guard json != "{}" else { return [:] }
        return try JSONDecoder().decode([String: JSONValue].self, from: Data(json.utf8))
    }
}
