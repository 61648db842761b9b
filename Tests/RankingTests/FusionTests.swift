import Ranking
import Testing

@Suite struct ReciprocalRankFusionTests {
    @Test("Scores are the sums of weight / (60 + rank)")
    func scores() {
        let fused = ReciprocalRankFusion().fused([["a", "b"], ["b", "c"]], weights: [1, 2])
        #expect(fused.map(\.id) == ["b", "c", "a"])
        #expect(fused.map(\.score) == [1 / 62.0 + 2 / 61.0, 2 / 62.0, 1 / 61.0])
    }

    @Test("Equal scores are ordered by id, and a repetition counts once")
    func ties() {
        let fused = ReciprocalRankFusion().fused([[2, 1, 2], [1, 2]])
        #expect(fused.map(\.id) == [1, 2])
        #expect(fused[0].score == fused[1].score)
        #expect(ReciprocalRankFusion().fused([[Int]]()).isEmpty)
    }
}

@Suite struct ConvexFusionTests {
    @Test("Scores are weighted sums of the calibrated cosine and of BM25 relative to its best")
    func scores() {
        let fused = ConvexFusion(semanticWeight: 0.75).fused(
            semantic: [Scored(id: 1, score: 0.5), Scored(id: 2, score: 1)],
            lexical: [Scored(id: 3, score: 8), Scored(id: 1, score: 4)]
        )
        #expect(fused == [Scored(id: 2, score: 0.75), Scored(id: 1, score: 0.5), Scored(id: 3, score: 0.25)])
    }

    @Test("One ranking alone keeps its order, and scores that are not positive count as zero")
    func oneSided() {
        let fusion = ConvexFusion()
        #expect(fusion.fused(semantic: [Scored(id: 7, score: 0.5)], lexical: []).map(\.id) == [7])
        #expect(fusion.fused(semantic: [], lexical: [Scored(id: 7, score: -1)]) == [Scored(id: 7, score: 0)])
        #expect(fusion.fused(semantic: [Scored<Int>](), lexical: []).isEmpty)
    }
}
