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
