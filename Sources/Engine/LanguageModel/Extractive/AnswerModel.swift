import Foundation

/// How the features of a statement are weighed, for the choice among statements and for its confidence.
///
/// Two linear models over the same features, fitted by `Benchmarks/answering/fit.py` on SQuAD 2.0 dev with
/// all-MiniLM-L6-v2, on the articles of even number; the three nearest chunks were the passages. One is a conditional
/// logit over the statements of a question (McFadden 1974, "Conditional logit analysis of qualitative choice behavior"):
/// which of them holds the answer. The other is a logistic regression on a question's best statement: whether that holds
/// an answer at all, with the questions that have none, and questions put to other articles, among the data.
struct AnswerModel: Sendable {
    /// What orders the statements of one question; differences are between those of questions, levels are not.
    ///
    /// The sum of both models: as good as the first alone (88.0% of the answers first, on the other articles), and what
    /// comes first is then also what is sure.
    func rank(_ features: SentenceFeatures) -> Double {
        Self.sum(Self.choiceWeights, features) + Self.sum(Self.supportWeights, features)
    }

    /// The estimated probability that the statement answers the question, in [0, 1].
    func support(_ features: SentenceFeatures) -> Double {
        1 / (1 + exp(-Self.supportOffset - Self.sum(Self.supportWeights, features)))
    }

    private typealias Weights = [(feature: SentenceFeature, weight: Double)]

    private static func sum(_ weights: Weights, _ features: SentenceFeatures) -> Double {
        weights.reduce(0) { $0 + $1.weight * features[$1.feature] }
    }

    private static let choiceWeights: Weights = [
        (.similarity, 7.0), (.coverage, 5.2), (.previousCoverage, 1.8), (.passageMissing, -2.1), (.focusCoverage, 1.6),
        (.namesMissing, 1.2), (.passageNamesMissing, -1.7), (.numbersMissing, -0.4), (.form, 2.9), (.formMissing, 0.1),
        (.negationMissing, -1.2), (.opposite, -1.1), (.length, 0.4), (.passageRank, -0.5), (.pronoun, 0.6),
    ]

    private static let supportWeights: Weights = [
        (.similarity, 4.9), (.coverage, 3.4), (.previousCoverage, 2.0), (.passageMissing, 1.0), (.focusCoverage, 0.3),
        (.namesMissing, 0.6), (.passageNamesMissing, -0.4), (.allNamesMissing, -0.9), (.numbersMissing, -0.9),
        (.allNumbersMissing, -0.6), (.form, 0.4), (.formMissing, -1.5), (.negationMissing, -4.2), (.opposite, -1.5),
        (.length, -0.1), (.passageRank, -0.2), (.pronoun, 0.1),
    ]
    /// The fitted −6.0, and 1.25 because 30% of the data's questions have an answer: whoever asks a collection is taken
    /// to know in 60% of cases that it is about that.
    private static let supportOffset = -6.0 + 1.25
}
