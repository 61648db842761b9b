/// Scores chunks by what is known about them, and tells how likely a chunk of that score is to answer.
///
/// The first stage ranks by BM25, as a share of the best chunk's, plus the cosine, the latter weighed by how much of the
/// query the encoder reads. The second adds late interaction and the proximity of terms. Scores are sums rather than
/// ranks because sums keep how much better a chunk is (Bruch, Gai & Ingber 2023, doi:10.1145/3596512).
///
/// Each stage has a map of its scores to the scale of the thresholds, fitted by logistic regression
/// (`RelevanceCalibration`). Within one query it grows with the score, so it never changes the order.
package struct RelevanceModel: Sendable, Equatable, Codable {
    /// What a cosine of 1 weighs against the best BM25 of the collection, for a query that the encoder reads wholly.
    package var cosineWeight = 2.0
    /// What a late interaction of 1 weighs.
    package var interactionWeight = 4.0
    /// What it weighs that all pairs of terms stand together.
    package var proximityWeight = 0.5
    package var firstStage: RelevanceCalibration
    package var secondStage: RelevanceCalibration

    package init(firstStage: RelevanceCalibration, secondStage: RelevanceCalibration) {
        self.firstStage = firstStage
        self.secondStage = secondStage
    }
}

extension RelevanceModel {
    /// What the cosine of a query weighs at least, so that it decides between chunks that no term tells apart.
    private static let leastReadability = 0.02

    /// The score of the first stage. Grows with the cosine and with the BM25 score.
    package func fusedScore(_ evidence: RelevanceEvidence, _ query: QueryEvidence) -> Double {
        let share = query.bestLexicalScore > 0 ? evidence.lexicalScore / query.bestLexicalScore : 0
        return share + cosineWeight * max(Self.leastReadability, query.readability) * evidence.cosine
    }

    /// The score of the second stage.
    ///
    /// Where the tokens of a chunk are not kept, their interaction is taken to be what it is as a rule for its cosine.
    package func rerankedScore(_ evidence: RelevanceEvidence, _ query: QueryEvidence) -> Double {
        // Pieces of words that match are worth something even where no word is read.
        let weight = interactionWeight * (1 + query.readability) / 2
        return fusedScore(evidence, query) + weight
            * (evidence.lateInteraction ?? Self.usualInteraction(cosine: evidence.cosine))
            + proximityWeight * evidence.proximity
    }

    /// The regression of late interaction on the cosine (correlation 0.94), over the candidates of SQuAD 2.0's questions.
    private static func usualInteraction(cosine: Double) -> Double { 0.14 + 0.52 * cosine }

    /// How likely a chunk is to answer the query, by the first stage; in [0, 1].
    package func similarity(_ evidence: RelevanceEvidence, _ query: QueryEvidence) -> Double {
        firstStage.probability(score: fusedScore(evidence, query), query)
    }

    /// How likely a chunk is to answer the query, by the second stage; in [0, 1].
    package func relevance(_ evidence: RelevanceEvidence, _ query: QueryEvidence) -> Double {
        secondStage.probability(score: rerankedScore(evidence, query), query)
    }
}
