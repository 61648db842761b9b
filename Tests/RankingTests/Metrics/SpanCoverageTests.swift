import Ranking
import Testing

@Suite struct SpanCoverageTests {
    @Test("Recall, precision and the Jaccard index of two places that overlap")
    func overlap() {
        let coverage = SpanCoverage(excerpts: [10..<20, 30..<40], retrieved: [15..<35])
        #expect(coverage.recall == 10 / 20.0)
        #expect(coverage.precision == 10 / 20.0)
        #expect(coverage.intersectionOverUnion == 10 / 30.0)
    }

    @Test("What is retrieved twice is found once, and costs precision twice")
    func repetition() {
        let coverage = SpanCoverage(excerpts: [0..<10, 5..<15], retrieved: [0..<15, 0..<15])
        #expect(coverage.recall == 1)
        #expect(coverage.precision == 0.5)
        #expect(coverage.intersectionOverUnion == 1)
    }

    @Test("Text of other documents costs precision and overlap, not recall")
    func elsewhere() {
        let coverage = SpanCoverage(excerpts: [0..<10], retrieved: [0..<10], elsewhere: 30)
        #expect(coverage.recall == 1)
        #expect(coverage.precision == 0.25)
        #expect(coverage.intersectionOverUnion == 0.25)
    }

    @Test("Nothing retrieved, and nothing wanted, are worth nothing")
    func nothing() {
        for coverage in [
            SpanCoverage(excerpts: [0..<10], retrieved: []), SpanCoverage(excerpts: [], retrieved: [0..<10]),
            SpanCoverage(excerpts: [], retrieved: []), SpanCoverage(excerpts: [3..<3], retrieved: [3..<3]),
        ] {
            #expect([coverage.recall, coverage.precision, coverage.intersectionOverUnion] == [0, 0, 0])
        }
    }
}
