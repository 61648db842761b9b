import Ranking
import TestSupport
import Testing

@Suite struct PairedBootstrapTests {
    private func bootstrap(_ differences: [Double], count: Int = 2000, seed: UInt64 = 1) -> PairedBootstrap {
        var generator = SeededGenerator(seed: seed)
        return PairedBootstrap(differences: differences, resampleCount: count, using: &generator)
    }

    @Test("Equal systems differ by nothing, and every drawing is as far from zero")
    func equalSystems() {
        let result = bootstrap([0, 0, 0, 0])
        #expect(result.meanDifference == 0)
        #expect(result.interval == 0...0)
        #expect(result.pValue == 1)
    }

    @Test("A difference that every query has could not be nearer to certain")
    func constantDifference() {
        let result = bootstrap([0.25, 0.25, 0.25, 0.25], count: 99)
        #expect(result.interval == 0.25...0.25)
        #expect(result.pValue == 0.01)
    }

    @Test("Of two queries, every drawing is known: the p value is the share of those that are as far away")
    func twoQueries() {
        // Centred: −1 and 1. Half of the drawings are one query twice, whose studentised mean is infinite; the others have
        // mean zero. The observed one is 2 / 1.
        let result = bootstrap([1, 3], count: 20_000)
        #expect(result.meanDifference == 2)
        #expect(result.interval == 1...3)
        #expect(abs(result.pValue - 0.5) < 0.02)
    }

    @Test("Interval and p value agree with the normal approximation for many queries")
    func manyQueries() {
        var generator = SeededGenerator(seed: 5)
        // Uniform in −1…1 plus 0.1: the standard error of the mean of 400 is 0.0289, and 0.1 is 3.5 of those.
        let differences = (0..<400).map { _ in Double.random(in: -1...1, using: &generator) + 0.1 }
        let mean = differences.reduce(0, +) / 400
        let result = bootstrap(differences, count: 10_000)
        #expect(abs(result.meanDifference - mean) < 1e-12)
        #expect(abs(result.interval.lowerBound - (mean - 1.96 * 0.0289)) < 0.006)
        #expect(abs(result.interval.upperBound - (mean + 1.96 * 0.0289)) < 0.006)
        #expect(result.pValue < 0.02)
        #expect(bootstrap(differences.map { -$0 }, count: 10_000).interval.upperBound < 0)
    }

    @Test("Under the null hypothesis p values are spread evenly")
    func nullHypothesis() {
        var generator = SeededGenerator(seed: 9)
        let pValues = (0..<200).map { seed in
            bootstrap(
                (0..<30).map { _ in Double.random(in: -1...1, using: &generator) },
                count: 200,
                seed: UInt64(seed)
            )
            .pValue
        }
        // Binomial, 200 of probability 0.5 and 0.1: three standard deviations are 21 and 13.
        #expect((79...121).contains(pValues.count { $0 <= 0.5 }))
        #expect((7...33).contains(pValues.count { $0 <= 0.1 }))
    }

    @Test("The same seed gives the same result, one query an interval of one value")
    func repeatable() {
        let differences = [0.1, -0.2, 0.4, 0.05, 0]
        #expect(bootstrap(differences, seed: 3) == bootstrap(differences, seed: 3))
        #expect(bootstrap(differences, seed: 3) != bootstrap(differences, seed: 4))
        #expect(bootstrap([0.5], count: 1).interval == 0.5...0.5)
    }
}
