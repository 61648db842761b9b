import Ranking
import Testing

@Suite struct RetrievalMetricsTests {
    /// Gains 3, 2, 2 and 1, of which one document of gain 2 is not found.
    private static let gains: RetrievalMetrics.Judgements = ["b": 3, "c": 1, "e": 2, "f": 2, "a": 0, "x": -1]
    private static let ranking = ["a", "b", "c", "d", "e"]

    @Test("nDCG takes gains as they are, and its ideal from all judged documents")
    func ndcgWithGrades() {
        // (3 / log₂3 + 1 / log₂4 + 2 / log₂6) / (3 + 2 / log₂3 + 2 / log₂4 + 1 / log₂5); scikit-learn's ndcg_score
        // gives the same for these gains.
        let value = RetrievalMetrics.ndcg(of: Self.ranking, gains: Self.gains, depth: 5)
        #expect(abs(value - 0.5562538100605136) < 1e-12)
    }

    @Test("nDCG at a depth cuts the ranking and the ideal alike")
    func ndcgDepth() {
        #expect(RetrievalMetrics.ndcg(of: ["b", "e"], gains: Self.gains, depth: 1) == 1)
        #expect(RetrievalMetrics.ndcg(of: ["a", "b"], gains: Self.gains, depth: 1) == 0)
        #expect(RetrievalMetrics.ndcg(of: ["b"], gains: Self.gains, depth: 0) == 0)
    }

    @Test("Recall counts positive gains only")
    func recall() {
        #expect(RetrievalMetrics.recall(of: Self.ranking, gains: Self.gains, depth: 5) == 0.75)
        #expect(RetrievalMetrics.recall(of: Self.ranking, gains: Self.gains, depth: 2) == 0.25)
    }

    @Test("The reciprocal rank is that of the first relevant document within the depth")
    func reciprocalRank() {
        #expect(RetrievalMetrics.reciprocalRank(of: Self.ranking, gains: Self.gains, depth: 10) == 0.5)
        #expect(RetrievalMetrics.reciprocalRank(of: Self.ranking, gains: Self.gains, depth: 1) == 0)
    }

    @Test("Means are over queries with a positive judgement, and a missing ranking counts as zero")
    func averages() {
        let metrics = RetrievalMetrics(
            rankings: ["found": ["d1"], "judged irrelevant": ["d1"], "not judged": ["d1"]],
            judgements: ["found": ["d1": 1], "missing": ["d1": 1], "judged irrelevant": ["d1": 0]]
        )
        #expect(metrics.queryCount == 2)
        #expect(metrics.ndcg == 0.5)
        #expect(metrics.recall == 0.5)
        #expect(metrics.reciprocalRank == 0.5)
    }

    @Test("Each query that counts is there with what its ranking is worth, by id")
    func queries() {
        let metrics = RetrievalMetrics(
            rankings: ["b": ["d2", "d1"], "a": ["d1"], "not judged": ["d1"]],
            judgements: ["b": ["d1": 1, "d3": 1], "a": ["d1": 2]]
        )
        #expect(metrics.queries.map(\.id) == ["a", "b"])
        #expect(metrics.queries.map(\.recall) == [1, 0.5])
        #expect(metrics.queries.map(\.reciprocalRank) == [1, 0.5])
        #expect(metrics.recall == 0.75)
    }

    @Test("A document that a ranking repeats counts once")
    func repetitions() {
        let metrics = RetrievalMetrics(
            rankings: ["q": ["d1", "d1", "d2"]],
            judgements: ["q": ["d1": 1, "d2": 1]]
        )
        #expect(metrics.ndcg == 1)
        #expect(metrics.recall == 1)
    }

    @Test("Without judgements everything is zero")
    func empty() {
        let metrics = RetrievalMetrics(rankings: ["q": ["d"]], judgements: [:])
        #expect(metrics.queryCount == 0)
        #expect(metrics.ndcg == 0)
    }
}
