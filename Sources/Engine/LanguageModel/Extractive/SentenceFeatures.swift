/// What speaks for or against a statement as an answer.
///
/// Shares are of the question's terms, each weighted by its rarity among the statements; what the question asks for
/// ("year" in "in what year") is left out, because the answer stands in its place.
enum SentenceFeature: Int, CaseIterable, Sendable {
    /// Cosine of the statement's embedding to the question's.
    case similarity
    /// The share of the question's terms that it holds.
    case coverage
    /// The share that it lacks and the statement before it, its heading or the head of its table holds.
    case previousCoverage
    /// The share that its whole passage lacks.
    case passageMissing
    /// The unweighted share of the asked terms that it holds.
    case focusCoverage
    /// The shares of the question's names that it, its passage, and all passages lack.
    case namesMissing
    case passageNamesMissing
    case allNamesMissing
    /// The shares of the question's numbers that it and all passages lack.
    case numbersMissing
    case allNumbersMissing
    /// How clearly it holds something of the asked form; 0 when any phrase may answer.
    case form
    /// 1 when a form is asked for and hardly anything of it is there.
    case formMissing
    /// 1 when the question denies something and the statement denies nothing.
    case negationMissing
    /// 1 when it holds the opposite of a word of the question.
    case opposite
    /// The natural logarithm of its number of words.
    case length
    /// The number of its passage, from 0.
    case passageRank
    /// 1 when it begins with a pronoun, and so goes on about what was said.
    case pronoun
}

/// The features of a statement.
struct SentenceFeatures: Sendable {
    private var values = [Double](repeating: 0, count: SentenceFeature.allCases.count)

    subscript(feature: SentenceFeature) -> Double {
        get { values[feature.rawValue] }
        set { values[feature.rawValue] = newValue }
    }
}
