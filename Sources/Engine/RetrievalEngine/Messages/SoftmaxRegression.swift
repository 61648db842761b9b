import Foundation

/// A linear model of which of some classes a vector belongs to: multinomial logistic regression.
///
/// The weights minimise the mean negative log-likelihood with an L2 penalty, which makes the minimum unique (Hoerl and
/// Kennard 1970, doi:10.1080/00401706.1970.10488634, for the penalty; Krishnapuram et al. 2005,
/// doi:10.1109/TPAMI.2005.127, for this model). Every class weighs the same, however many examples it has. Found by
/// accelerated gradient descent (Nesterov 1983) over all examples with a fixed number of steps: the same examples give the
/// same weights.
struct SoftmaxRegression: Sendable {
    /// Classes at most: one lane each.
    static let maximumClassCount = 16
    private static let penalty: Float = 4e-4
    private static let stepCount = 300

    private typealias Lanes = SIMD16<Float>

    let classCount: Int
    /// One row of lanes a feature, the offsets last.
    private let weights: [SIMD16<Float>]

    /// Fits the model.
    ///
    /// - Parameters:
    ///   - rows: One vector an example, all of one length.
    ///   - classes: The class of each, in `0..<classCount`; every class has an example.
    /// - Complexity: O(rows · features · steps).
    init(rows: [[Float]], classes: [Int], classCount: Int) {
        precondition(rows.count == classes.count, "\(rows.count) rows, but \(classes.count) classes")
        precondition((1...Self.maximumClassCount).contains(classCount), "too many classes: \(classCount)")
        self.classCount = classCount
        let columnCount = (rows.first?.count ?? 0) + 1
        let shares = Self.shares(of: classes, classCount: classCount)
        // Half the mean square length bounds the curvature of the loss (Böhning 1992, doi:10.1007/BF00048682).
        let curvature = zip(rows, shares).reduce(Float(0)) { sum, row in
            sum + row.1 * (row.0.reduce(1) { $0 + $1 * $1 })
        }
        let rate = 1 / (curvature / 2 + Self.penalty)
        var current = [Lanes](repeating: .zero, count: columnCount)
        var ahead = current
        for step in 0..<Self.stepCount {
            var gradient = Self.gradient(at: ahead, rows: rows, classes: classes, shares: shares, classCount)
            for column in 0..<columnCount - 1 { gradient[column] += Self.penalty * ahead[column] }
            let momentum = Float(step) / Float(step + 3)
            for column in 0..<columnCount {
                let next = ahead[column] - rate * gradient[column]
                ahead[column] = next + momentum * (next - current[column])
                current[column] = next
            }
        }
        weights = current
    }

    /// The estimated probability of each class.
    func probabilities(of row: [Float]) -> [Float] {
        let lanes = Self.probabilities(of: row, weights: weights, classCount)
        return (0..<classCount).map { lanes[$0] }
    }

    private static func gradient(
        at weights: [Lanes],
        rows: [[Float]],
        classes: [Int],
        shares: [Float],
        _ classCount: Int
    ) -> [Lanes] {
        var gradient = [Lanes](repeating: .zero, count: weights.count)
        for (index, row) in rows.enumerated() {
            var error = probabilities(of: row, weights: weights, classCount)
            error[classes[index]] -= 1
            error *= shares[index]
            for (column, value) in row.enumerated() { gradient[column] += value * error }
            gradient[row.count] += error
        }
        return gradient
    }

    private static func probabilities(of row: [Float], weights: [Lanes], _ classCount: Int) -> Lanes {
        precondition(row.count + 1 == weights.count, "\(row.count) features, but \(weights.count) weights")
        var sums = weights[row.count]
        for (column, value) in row.enumerated() { sums += value * weights[column] }
        let largest = (0..<classCount).reduce(-Float.infinity) { max($0, sums[$1]) }
        var lanes = Lanes.zero
        for index in 0..<classCount { lanes[index] = exp(sums[index] - largest) }
        return lanes / lanes.sum()
    }

    /// What each example counts: all classes the same, and all together 1.
    private static func shares(of classes: [Int], classCount: Int) -> [Float] {
        var counts = [Int](repeating: 0, count: classCount)
        for index in classes { counts[index] += 1 }
        return classes.map { 1 / Float(classCount * counts[$0]) }
    }
}
