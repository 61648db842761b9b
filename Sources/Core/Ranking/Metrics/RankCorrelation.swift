/// Spearman's rank correlation: Pearson's correlation of the ranks, equal values sharing the mean of their ranks.
///
/// The same as `scipy.stats.spearmanr`. Not a number when there are fewer than two pairs, when one side is constant, or
/// when a value is not a number.
///
/// - Precondition: Both have the same count.
/// - Complexity: O(*n* log *n*).
package func spearmanCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    precondition(first.count == second.count, "\(first.count) values against \(second.count)")
    guard first.count > 1, !(first + second).contains(where: \.isNaN) else { return .nan }
    return pearsonCorrelation(averageRanks(first), averageRanks(second))
}

/// Ranks from 1 in ascending order; equal values get the mean of the ranks they take up.
private func averageRanks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = Array(repeating: 0.0, count: values.count)
    var start = 0
    while start < order.count {
        let end = order[start...].firstIndex { values[$0] != values[order[start]] } ?? order.count
        for position in order[start..<end] {
            ranks[position] = Double(start + 1 + end) / 2
        }
        start = end
    }
    return ranks
}

private func pearsonCorrelation(_ first: [Double], _ second: [Double]) -> Double {
    let count = Double(first.count)
    let (firstMean, secondMean) = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var (covariance, firstVariance, secondVariance) = (0.0, 0.0, 0.0)
    for (x, y) in zip(first, second) {
        covariance += (x - firstMean) * (y - secondMean)
        firstVariance += (x - firstMean) * (x - firstMean)
        secondVariance += (y - secondMean) * (y - secondMean)
    }
    return covariance / (firstVariance * secondVariance).squareRoot()
}
