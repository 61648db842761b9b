import Ranking
import Testing

@Suite struct SpearmanCorrelationTests {
    @Test("Ties share the mean of their ranks, as in scipy.stats.spearmanr")
    func scipy() {
        #expect(abs(spearmanCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]) - 0.8207826816681233) < 1e-12)
        let tied = spearmanCorrelation([0.1, 0.1, 0.4, -2, 7, 7, 7], [3, 1, 2, 2, 9, -1, 2])
        #expect(abs(tied - 0.0) < 1e-12)
    }

    @Test("A monotone relation gives 1, a reversed one −1")
    func extremes() {
        let values = [0.0, 0.5, 2, 100]
        #expect(abs(spearmanCorrelation(values, values.map { $0 * $0 }) - 1) < 1e-12)
        #expect(abs(spearmanCorrelation(values, values.map { -$0 }) + 1) < 1e-12)
    }

    @Test("Undefined correlations are not a number")
    func undefined() {
        #expect(spearmanCorrelation([], []).isNaN)
        #expect(spearmanCorrelation([1], [2]).isNaN)
        #expect(spearmanCorrelation([1, 1], [2, 3]).isNaN)
        #expect(spearmanCorrelation([1, .nan], [2, 3]).isNaN)
    }
}
