import Foundation

/// The quality of a set of rankings against judgements, averaged over queries.
///
/// The definitions are those of trec_eval, which BEIR's published numbers use: gains as given (no 2^gain), discount
/// log₂(rank + 1), and the ideal ranking made of all judged documents. Only queries with at least one positive
/// judgement count; one of them without a ranking counts as zero.
package struct RetrievalMetrics: Sendable, Equatable {
    /// Gains of judged documents by document id; a document not listed has none. Gains below zero count as zero.
    package typealias Judgements = [String: Double]

    /// What one query's ranking is worth.
    package struct Query: Sendable, Equatable {
        package var id: String
        package var ndcg: Double
        package var recall: Double
        package var reciprocalRank: Double
    }

    /// Mean normalised discounted cumulative gain; 0 without queries.
    package var ndcg: Double
    /// Mean share of the relevant documents that were found; 0 without queries.
    package var recall: Double
    /// Mean of 1 / rank of the first relevant document; 0 without queries.
    package var reciprocalRank: Double
    /// How many queries were averaged over.
    package var queryCount: Int { queries.count }
    /// The queries that were averaged over, by id ascending.
    package var queries: [Query]

    /// - Parameters:
    ///   - rankings: Document ids by query id, best first; a repeated id counts at its first place only.
    ///   - judgements: By query id.
    ///   - ndcgDepth: How many ranks nDCG looks at; likewise the other depths.
    package init(
        rankings: [String: [String]],
        judgements: [String: Judgements],
        ndcgDepth: Int = 10,
        recallDepth: Int = 100,
        reciprocalRankDepth: Int = 10
    ) {
        // In a fixed order, so that rounding never differs between runs.
        let judged = judgements.filter { $0.value.values.contains { $0 > 0 } }.sorted { $0.key < $1.key }
        queries = judged.map { id, gains in
            let ranking = Self.withoutRepetitions(rankings[id] ?? [])
            return Query(
                id: id,
                ndcg: Self.ndcg(of: ranking, gains: gains, depth: ndcgDepth),
                recall: Self.recall(of: ranking, gains: gains, depth: recallDepth),
                reciprocalRank: Self.reciprocalRank(of: ranking, gains: gains, depth: reciprocalRankDepth)
            )
        }
        let count = Double(max(1, queries.count))
        ndcg = queries.reduce(0) { $0 + $1.ndcg } / count
        recall = queries.reduce(0) { $0 + $1.recall } / count
        reciprocalRank = queries.reduce(0) { $0 + $1.reciprocalRank } / count
    }
}

extension RetrievalMetrics {
    /// nDCG of one ranking without repetitions (Järvelin & Kekäläinen 2002, doi:10.1145/582415.582418, with trec_eval's
    /// discount); 0 when nothing is relevant.
    package static func ndcg(of ranking: [String], gains: Judgements, depth: Int) -> Double {
        let ideal = discountedGain(gains.values.sorted(by: >), depth: depth)
        return ideal == 0 ? 0 : discountedGain(ranking.lazy.map { gains[$0] ?? 0 }, depth: depth) / ideal
    }

    /// The share of relevant documents among the first `depth`; 0 when nothing is relevant.
    package static func recall(of ranking: [String], gains: Judgements, depth: Int) -> Double {
        let relevant = gains.values.count { $0 > 0 }
        let found = ranking.prefix(max(0, depth)).count { (gains[$0] ?? 0) > 0 }
        return relevant == 0 ? 0 : Double(found) / Double(relevant)
    }

    /// 1 / rank of the first relevant document among the first `depth`; 0 when there is none.
    package static func reciprocalRank(of ranking: [String], gains: Judgements, depth: Int) -> Double {
        let position = ranking.prefix(max(0, depth)).firstIndex { (gains[$0] ?? 0) > 0 }
        return position.map { 1 / Double($0 + 1) } ?? 0
    }

    private static func discountedGain(_ gains: some Sequence<Double>, depth: Int) -> Double {
        var total = 0.0
        for (position, gain) in gains.prefix(max(0, depth)).enumerated() {
            total += max(0, gain) / log2(Double(position + 2))
        }
        return total
    }

    private static func withoutRepetitions(_ ranking: [String]) -> [String] {
        var seen: Set<String> = []
        return ranking.filter { seen.insert($0).inserted }
    }
}
