/// Whether one system is better than another, by the paired bootstrap over the queries that both answered.
///
/// The test is that of Sakai 2006, "Evaluating evaluation metrics based on the bootstrap" (SIGIR, pages 525 to 532), after
/// Efron & Tibshirani 1993, "An introduction to the bootstrap", chapter 16: the differences, moved so that their mean is
/// zero, are drawn from with replacement, and the p value is the share of drawings whose studentised mean is at least as
/// far from zero as that of the differences. Nothing is assumed of how the differences are distributed.
package struct PairedBootstrap: Sendable, Equatable {
    /// The mean of the differences.
    package var meanDifference: Double
    /// Where 95% of the means of the drawings lie (the percentile interval, Efron & Tibshirani, chapter 13).
    package var interval: ClosedRange<Double>
    /// How likely a mean at least so far from zero is when the systems are equally good. Two-sided; never 0: with *B*
    /// drawings, of which *b* are as far away, it is (1 + *b*) / (1 + *B*).
    package var pValue: Double

    /// - Parameters:
    ///   - differences: Of one metric, one for each query.
    ///   - resampleCount: How many drawings to make.
    ///   - generator: Draws; the same state gives the same result.
    /// - Precondition: There is a difference, and `resampleCount` is at least 1.
    /// - Complexity: O(`differences.count` · `resampleCount`).
    package init(
        differences: [Double],
        resampleCount: Int,
        using generator: inout some RandomNumberGenerator
    ) {
        precondition(!differences.isEmpty, "a bootstrap of no differences")
        precondition(resampleCount >= 1, "a bootstrap of \(resampleCount) drawings")
        let mean = differences.reduce(0, +) / Double(differences.count)
        let centred = differences.map { $0 - mean }
        let observed = abs(Moments(centred).studentised(mean))
        var means: [Double] = []
        means.reserveCapacity(resampleCount)
        var extremeCount = 0
        for _ in 0..<resampleCount {
            let drawn = Moments(drawnFrom: centred, using: &generator)
            means.append(mean + drawn.mean)
            extremeCount += abs(drawn.studentised(drawn.mean)) >= observed ? 1 : 0
        }
        means.sort()
        // The k-th lowest and the k-th highest, k = (B + 1) / 40.
        let rank = max(1, (resampleCount + 1) / 40)
        meanDifference = mean
        interval = means[min(rank - 1, resampleCount - rank)]...means[max(rank - 1, resampleCount - rank)]
        pValue = Double(1 + extremeCount) / Double(1 + resampleCount)
    }
}

/// The sums that mean and variance of values are made of.
private struct Moments {
    private var count = 0.0
    private var sum = 0.0
    private var squareSum = 0.0

    init(_ values: [Double]) {
        for value in values { add(value) }
    }

    /// Of as many values, drawn with replacement.
    init(drawnFrom values: [Double], using generator: inout some RandomNumberGenerator) {
        let bound = UInt64(values.count)
        for _ in values.indices { add(values[Int(generator.next(upperBound: bound))]) }
    }

    private mutating func add(_ value: Double) {
        count += 1
        sum += value
        squareSum += value * value
    }

    var mean: Double { sum / count }

    /// A mean in units of its standard error; infinite where all values are equal, and 0 for 0.
    func studentised(_ mean: Double) -> Double {
        let variance = max(0, squareSum - sum * sum / count) / max(1, count - 1)
        return mean == 0 ? 0 : mean / (variance / count).squareRoot()
    }
}
