import Ranking

/// What searches for questions of one kind brought, as samples of a calibration.
struct CalibrationSamples: Sendable {
    struct Candidate: Sendable {
        var evidence: RelevanceEvidence
        var isAnswer: Bool
        /// Whether it is about something else than the question. What is of the answer's article is neither this nor an
        /// answer: it may well help.
        var isUnrelated: Bool
    }

    /// One question to one collection.
    struct Observation: Sendable {
        var query: QueryEvidence
        /// In the order of the search.
        var candidates: [Candidate]
        /// Whether the collection holds the answer.
        var hasAnswer: Bool
    }

    var name: String
    /// The set that they are of; nil when they are for checking only.
    var set: String?
    var observations: [Observation]

    /// Every other question is for fitting, the rest for checking.
    private func isFitted(_ number: Int) -> Bool { set != nil && number.isMultiple(of: 2) }

    /// The samples of all sets: answers count `answerShare` of all, and the sets the same among each of the two.
    static func weighted(
        _ kinds: [CalibrationSamples],
        features: (RelevanceEvidence, QueryEvidence) -> [Double]
    ) -> [LogisticRegression.Sample] {
        let sets = Dictionary(grouping: kinds.filter { $0.set != nil }, by: \.set).sorted {
            $0.value[0].name < $1.value[0].name
        }
        return [true, false].flatMap { areAnswers in
            let share = areAnswers ? answerShare : 1 - answerShare
            let groups = sets.map { $0.value.flatMap { $0.samples(areAnswers: areAnswers, features) } }
                .filter { !$0.isEmpty }
            return groups.flatMap { group in
                group.map { sample in
                    var sample = sample
                    sample.weight = totalWeight * share / Double(groups.count * group.count)
                    return sample
                }
            }
        }
    }

    /// How many of the candidates are taken to answer. More than half: most questions to a collection are on its subject,
    /// and an answer that is lost is worse than a passage too many, which need not be cited.
    private static let answerShare = 0.6

    /// Of all samples together: against it, the ridge of the regression hardly counts.
    private static let totalWeight = 10_000.0

    /// Answers, or passages about something else.
    private func samples(
        areAnswers: Bool,
        _ features: (RelevanceEvidence, QueryEvidence) -> [Double]
    ) -> [LogisticRegression.Sample] {
        observations.enumerated().filter { isFitted($0.offset) }.map(\.element).flatMap { observation in
            observation.candidates.filter { areAnswers ? $0.isAnswer : $0.isUnrelated }.map {
                LogisticRegression.Sample(features: features($0.evidence, observation.query), isPositive: areAnswers)
            }
        }
    }

    /// What the documents' default thresholds do to the questions that nothing was fitted on.
    func check(_ model: RelevanceModel) -> CalibrationRecord.Check {
        let options = ThresholdEvaluation.defaultOptions
        let checked = observations.enumerated().filter { !isFitted($0.offset) }.map(\.element)
        let kept = checked.map { observation in
            observation.candidates
                .filter { model.similarity($0.evidence, observation.query) >= options.minK }
                .map { (candidate: $0, relevance: model.relevance($0.evidence, observation.query)) }
                .filter { $0.relevance >= options.minN }
                .sorted { $0.relevance > $1.relevance }
                .prefix(options.topN)
        }
        let count = Double(max(1, checked.count))
        return CalibrationRecord.Check(
            asked: checked.count,
            kept: checked.contains(where: \.hasAnswer)
                ? Double(kept.count { $0.contains(where: \.candidate.isAnswer) }) / count : nil,
            silent: Double(kept.count(where: \.isEmpty)) / count
        )
    }
}

extension RelevanceEvidence {
    init(_ scores: Passage.Scores) {
        self.init(
            cosine: scores.cosine,
            lexicalScore: scores.lexical,
            lateInteraction: scores.lateInteraction,
            proximity: scores.proximity
        )
    }
}
