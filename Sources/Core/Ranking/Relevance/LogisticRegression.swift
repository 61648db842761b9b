import Foundation

/// Logistic regression of few features: p = 1 / (1 + e^−(w₀ + w · x)), by Newton's method.
package struct LogisticRegression: Sendable, Equatable {
    /// An observation.
    package struct Sample: Sendable {
        package var features: [Double]
        package var isPositive: Bool
        /// How much it counts; not negative.
        package var weight: Double

        package init(features: [Double], isPositive: Bool, weight: Double = 1) {
            self.features = features
            self.isPositive = isPositive
            self.weight = weight
        }
    }

    /// w₀.
    package let offset: Double
    /// w, one a feature.
    package let weights: [Double]

    /// Fits the weights that make the samples likeliest, less `ridge` / 2 · |w|² so that there is always one answer.
    ///
    /// - Parameters:
    ///   - samples: All with the same number of finite features.
    ///   - ridge: Positive; in units of a sample of weight 1.
    /// - Returns: Nil when there are no positive or no negative samples, or numbers too large to fit.
    /// - Complexity: O(*n* · *d*²) a step, of which a few are taken.
    package init?(_ samples: [Sample], ridge: Double = 1) {
        guard let dimension = samples.first?.features.count, samples.contains(where: \.isPositive),
            samples.contains(where: { !$0.isPositive })
        else { return nil }
        var parameters = [Double](repeating: 0, count: dimension + 1)
        for _ in 0..<Self.maximumStepCount {
            let (gradient, curvature) = Self.derivatives(samples, at: parameters, ridge: ridge)
            guard let step = Self.solution(of: curvature, gradient) else { return nil }
            // A step too long for the quadratic model is shortened.
            let length = step.reduce(0) { max($0, abs($1)) }
            let factor = min(1, Self.longestStep / max(length, .leastNormalMagnitude))
            for index in parameters.indices { parameters[index] += factor * step[index] }
            guard parameters.allSatisfy(\.isFinite) else { return nil }
            if length < Self.tolerance { break }
        }
        offset = parameters[0]
        weights = Array(parameters.dropFirst())
    }

    private static let maximumStepCount = 100
    private static let longestStep = 5.0
    private static let tolerance = 1e-9

    package func probability(_ features: [Double]) -> Double {
        1 / (1 + exp(-zip(weights, features).reduce(offset) { $0 + $1.0 * $1.1 }))
    }

    /// Of the penalised likelihood: its gradient, and the negative of its second derivatives, row by row.
    private static func derivatives(
        _ samples: [Sample],
        at parameters: [Double],
        ridge: Double
    ) -> (gradient: [Double], curvature: [[Double]]) {
        let count = parameters.count
        var gradient = [Double](repeating: 0, count: count)
        var curvature = [[Double]](repeating: gradient, count: count)
        for sample in samples {
            let features = [1] + sample.features
            let logit = zip(parameters, features).reduce(0) { $0 + $1.0 * $1.1 }
            let probability = 1 / (1 + exp(-logit))
            let residual = sample.weight * ((sample.isPositive ? 1 : 0) - probability)
            let spread = sample.weight * probability * (1 - probability)
            for row in 0..<count {
                gradient[row] += residual * features[row]
                for column in 0...row { curvature[row][column] += spread * features[row] * features[column] }
            }
        }
        for row in 0..<count {
            // The offset is not held back, but for what keeps the equations solvable.
            let penalty = row == 0 ? 1e-9 : ridge
            gradient[row] -= penalty * parameters[row]
            curvature[row][row] += penalty
            for column in 0..<row { curvature[column][row] = curvature[row][column] }
        }
        return (gradient, curvature)
    }

    /// Solves symmetric positive definite equations by Gaussian elimination; nil when they are not.
    private static func solution(of matrix: [[Double]], _ values: [Double]) -> [Double]? {
        var (matrix, values) = (matrix, values)
        for pivot in values.indices {
            guard matrix[pivot][pivot] > 0 else { return nil }
            for row in values.indices where row != pivot {
                let factor = matrix[row][pivot] / matrix[pivot][pivot]
                for column in pivot..<values.count { matrix[row][column] -= factor * matrix[pivot][column] }
                values[row] -= factor * values[pivot]
            }
        }
        return values.indices.map { values[$0] / matrix[$0][$0] }
    }
}
