import Foundation

/// A map of the scores of one stage to [0, 1], on which 0.5 says: as likely a passage that answers the query as one that is
/// about something else.
///
/// 1 / (1 + e^−(slope · score + level)), where slope and level are linear in how much of the query one chunk holds at most
/// (coverage) and in how near the nearest chunk is (best cosine): the best score of a collection that has nothing on the
/// subject is worth less than that of another. Both are the same for all chunks of one query, so the map never falls as the
/// score grows. That it does not as computed either, its argument is rounded down to multiples of 2⁻²⁰: neighbouring
/// arguments then differ by far more than the error of `exp`.
package struct RelevanceCalibration: Sendable, Equatable, Codable {
    /// A linear function of what is known about a query.
    package struct Line: Sendable, Equatable, Codable {
        /// Where the others are 0.
        package var constant: Double
        /// Change with the coverage.
        package var coverage: Double
        /// Change with the best cosine.
        package var cosine: Double

        package init(constant: Double, coverage: Double = 0, cosine: Double = 0) {
            self.constant = constant
            self.coverage = coverage
            self.cosine = cosine
        }

        func value(_ query: QueryEvidence) -> Double {
            constant + coverage * query.coverage + cosine * query.bestCosine
        }

        fileprivate var isUsable: Bool { [constant, coverage, cosine].allSatisfy((-1000...1000).contains) }
    }

    /// Change of log-odds with the score; where it is not positive, a little over 0 takes its place.
    package let slope: Line
    /// Log-odds of a score of 0.
    package let level: Line

    private static let leastSlope = 0.001

    /// - Precondition: All numbers are in −1000…1000.
    package init(slope: Line, level: Line) {
        precondition(slope.isUsable && level.isUsable, "a calibration with \(slope) and \(level) is not usable")
        self.slope = slope
        self.level = level
    }

    package func probability(score: Double, _ query: QueryEvidence) -> Double {
        let logit = max(Self.leastSlope, slope.value(query)) * score + level.value(query)
        return 1 / (1 + exp(-(logit * 0x1p20).rounded(.down) / 0x1p20))
    }
}

extension RelevanceCalibration {
    /// - Throws: `DecodingError` when the parameters are out of range.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let slope = try container.decode(Line.self, forKey: .slope)
        let level = try container.decode(Line.self, forKey: .level)
        guard slope.isUsable, level.isUsable else {
            throw DecodingError.dataCorruptedError(
                forKey: .slope,
                in: container,
                debugDescription: "all numbers must be in −1000…1000, found \(slope) and \(level)"
            )
        }
        self.init(slope: slope, level: level)
    }

    /// What the map is a logistic regression on.
    package static func features(score: Double, _ query: QueryEvidence) -> [Double] {
        [score, score * query.coverage, score * query.bestCosine, query.coverage, query.bestCosine]
    }

    /// The map that makes samples of `features(score:_:)` likeliest; nil when they cannot be told apart.
    package init?(_ samples: [LogisticRegression.Sample]) {
        guard let fitted = LogisticRegression(samples), fitted.weights.count == 5 else { return nil }
        let weights = fitted.weights
        let slope = Line(constant: weights[0], coverage: weights[1], cosine: weights[2])
        let level = Line(constant: fitted.offset, coverage: weights[3], cosine: weights[4])
        guard slope.isUsable, level.isUsable else { return nil }
        self.init(slope: slope, level: level)
    }
}
