import DocumentStore
import Ranking
import VectorIndex

/// Finds the chunks of a collection that score best by cosine and BM25 together, exactly.
///
/// Both rankings are read to some depth, each chunk that one of them brings is scored by both, and what neither brought
/// scores at most what the last ones of the two would score together: once no wanted chunk is below that, the scores are
/// those of scoring every chunk; until then it goes deeper (the threshold algorithm of Fagin, Lotem & Naor 2003,
/// doi:10.1016/S0022-0000(03)00026-6).
struct HybridSearch {
    let handle: any CollectionHandle
    let snapshot: VectorIndexSnapshot
    /// The query's, of the collection's model.
    let vector: [Float]
    let terms: LexicalQuery
    let readability: Double
    let model: RelevanceModel
    let fusion: RetrievalOptions.Fusion
    /// The chunks that may be found; nil for all.
    let filter: IndexFilter?

    /// A chunk with what the two searches say of it.
    struct Candidate {
        var id: Int64
        var evidence: RelevanceEvidence
        /// What the candidates are ranked by.
        var score: Double
    }

    /// What was found out.
    struct Findings {
        var query: QueryEvidence
        var terms: [LexicalTermStatistics]
        /// All that were scored, best first, equal scores by identifier. The first ones, as many as were asked for, are
        /// the best of the collection.
        var candidates: [Candidate]
    }

    /// How deep the rankings are read at first.
    private static let depth = 100

    /// - Parameter count: The wanted chunks, at least 1.
    /// - Complexity: That of the two searches, as a rule once.
    func best(_ count: Int) throws -> Findings {
        var depth = max(Self.depth, 4 * count)
        while true {
            let nearest = try snapshot.neighbors(of: vector, count: depth, filter: filter)
            let lexical = try handle.lexicalSearch(
                matching: terms,
                limit: depth,
                including: Set(nearest.map(\.id)),
                where: filter.map { filter in { filter.allows($0) } }
            )
            let findings = try findings(nearest, lexical, depth: depth)
            // Where one ranking has come to its end, every chunk has been scored, or every one that holds a term.
            let bound = unseenScore(nearest, lexical, depth: depth, findings.query)
            guard let bound, findings.candidates.count >= count, findings.candidates[count - 1].score < bound,
                fusion == .weighted
            else { return findings }
            depth *= 4
        }
    }

    private func findings(_ nearest: [Neighbor], _ lexical: LexicalResult, depth: Int) throws -> Findings {
        let totalWeight = lexical.terms.reduce(0) { $0 + $1.weight }
        let query = QueryEvidence(
            readability: readability,
            bestLexicalScore: lexical.matches.first?.score ?? 0,
            coverage: totalWeight > 0 ? lexical.bestMatchedWeight / totalWeight : 0,
            bestCosine: nearest.first.map { Double($0.score) } ?? 0
        )
        var cosines = Dictionary(nearest.map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
        let missing = lexical.matches.map(\.chunkID).filter { cosines[$0] == nil }
        if !missing.isEmpty {
            let found = try snapshot.neighbors(
                of: vector,
                count: missing.count,
                filter: IndexFilter(allowing: missing)
            )
            for neighbor in found { cosines[neighbor.id] = neighbor.score }
        }
        let lexicalScores = Dictionary(
            lexical.matches.map { ($0.chunkID, $0.score) },
            uniquingKeysWith: { first, _ in first }
        )
        var candidates = cosines.map { id, cosine in
            let evidence = RelevanceEvidence(cosine: Double(cosine), lexicalScore: lexicalScores[id] ?? 0)
            return Candidate(id: id, evidence: evidence, score: model.fusedScore(evidence, query))
        }
        if fusion == .reciprocalRank {
            rankByReciprocalRank(&candidates, nearest, lexical, depth: depth)
        }
        candidates.sort { ($1.score, $0.id) < ($0.score, $1.id) }
        return Findings(query: query, terms: lexical.terms, candidates: candidates)
    }

    /// The most that a chunk can score which neither ranking brought; nil when there is none.
    private func unseenScore(
        _ nearest: [Neighbor],
        _ lexical: LexicalResult,
        depth: Int,
        _ query: QueryEvidence
    ) -> Double? {
        guard nearest.count == depth, let last = nearest.last else { return nil }
        // Of the chunks that were asked for besides, none is better than the last of the ranking itself.
        let listed = lexical.matches.prefix(depth)
        let lexicalScore = listed.count == depth ? listed.last?.score ?? 0 : 0
        return model.fusedScore(
            RelevanceEvidence(cosine: Double(last.score), lexicalScore: lexicalScore),
            query
        )
    }

    private func rankByReciprocalRank(
        _ candidates: inout [Candidate],
        _ nearest: [Neighbor],
        _ lexical: LexicalResult,
        depth: Int
    ) {
        let fused = ReciprocalRankFusion().fused([nearest.map(\.id), lexical.matches.prefix(depth).map(\.chunkID)])
        let scores = Dictionary(fused.map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
        for index in candidates.indices { candidates[index].score = scores[candidates[index].id] ?? 0 }
    }
}
