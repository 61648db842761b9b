import Foundation
import Ranking
import TestSupport
import Testing

@Suite("Logistic regression") struct LogisticRegressionTests {
    private typealias Sample = LogisticRegression.Sample

    @Test("Samples drawn from a curve give its parameters back")
    func recovers() throws {
        var random = SeededGenerator(seed: 11)
        let samples = (0..<20_000).map { _ in
            let features = [Double.random(in: -2...2, using: &random), Double.random(in: 0...1, using: &random)]
            let probability = 1 / (1 + exp(-(0.5 + 2 * features[0] - 3 * features[1])))
            return Sample(features: features, isPositive: Double.random(in: 0..<1, using: &random) < probability)
        }
        let fitted = try #require(LogisticRegression(samples))
        #expect(abs(fitted.offset - 0.5) < 0.15)
        #expect(abs(fitted.weights[0] - 2) < 0.15 && abs(fitted.weights[1] + 3) < 0.25)
    }

    @Test("A sample of weight 2 counts as two")
    func weights() throws {
        let base = [
            Sample(features: [0], isPositive: false), Sample(features: [1], isPositive: true),
            Sample(features: [2], isPositive: false), Sample(features: [3], isPositive: true),
        ]
        let twice = try #require(LogisticRegression(base + [base[3]]))
        let weighted = try #require(
            LogisticRegression(base.dropLast() + [Sample(features: [3], isPositive: true, weight: 2)])
        )
        #expect(abs(twice.offset - weighted.offset) < 1e-7 && abs(twice.weights[0] - weighted.weights[0]) < 1e-7)
    }

    @Test("Samples that can be told apart wholly have an answer too, and one kind alone has none")
    func degenerate() throws {
        let apart = [Sample(features: [-1], isPositive: false), Sample(features: [1], isPositive: true)]
        let fitted = try #require(LogisticRegression(apart))
        #expect(fitted.weights[0] > 0 && fitted.weights[0].isFinite && abs(fitted.offset) < 1e-6)
        #expect(LogisticRegression([apart[0]]) == nil)
        #expect(LogisticRegression([]) == nil)
    }
}
