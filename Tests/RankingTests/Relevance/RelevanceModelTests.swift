import Foundation
import Ranking
import TestSupport
import Testing

@Suite("Relevance model") struct RelevanceModelTests {
    private let model = RelevanceModel(
        firstStage: RelevanceCalibration(
            slope: .init(constant: 1, coverage: 2, cosine: 3),
            level: .init(constant: -4, coverage: -3, cosine: 2)
        ),
        secondStage: RelevanceCalibration(slope: .init(constant: 2), level: .init(constant: -8))
    )

    private func query(readability: Double = 1, best: Double = 10) -> QueryEvidence {
        QueryEvidence(readability: readability, bestLexicalScore: best, coverage: 0.5, bestCosine: 0.6)
    }

    @Test("The first stage adds the share of the best BM25 and twice the cosine")
    func fusedScore() {
        let evidence = RelevanceEvidence(cosine: 0.4, lexicalScore: 5)
        #expect(abs(model.fusedScore(evidence, query()) - 1.3) < 1e-12)
        #expect(abs(model.fusedScore(evidence, query(readability: 0.5)) - 0.9) < 1e-12)
    }

    @Test("Without any term found the cosine alone decides, also where nothing is read")
    func withoutTerms() {
        let silent = query(readability: 0, best: 0)
        let near = RelevanceEvidence(cosine: 0.4, lexicalScore: 0)
        let far = RelevanceEvidence(cosine: 0.3, lexicalScore: 0)
        #expect(model.fusedScore(near, silent) > model.fusedScore(far, silent))
        #expect(model.fusedScore(near, silent).isFinite)
    }

    @Test(
        "The second stage adds late interaction and proximity; kept tokens that match well beat those that are not kept"
    )
    func rerankedScore() {
        var evidence = RelevanceEvidence(cosine: 0.4, lexicalScore: 5, lateInteraction: 0.5, proximity: 1)
        let full = model.rerankedScore(evidence, query())
        #expect(abs(full - (1.3 + 4 * 0.5 + 0.5)) < 1e-12)
        evidence.proximity = 0
        #expect(abs(full - model.rerankedScore(evidence, query()) - 0.5) < 1e-12)
        evidence.lateInteraction = nil
        #expect(model.rerankedScore(evidence, query()) < full)
    }

    @Test("Probabilities are in [0, 1] and never fall as a score grows, by however little")
    func monotone() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2000 {
            let score = Double.random(in: -3...8, using: &random)
            let next =
                score + Double.random(in: 0...1, using: &random) * [1e-12, 1e-6, 1].randomElement(using: &random)!
            let (low, high) = (
                model.firstStage.probability(score: score, query()),
                model.firstStage.probability(score: next, query())
            )
            #expect((0...1).contains(low) && low <= high)
        }
    }

    @Test("A slope that is not positive does not turn the order round")
    func flat() {
        let falling = RelevanceCalibration(slope: .init(constant: 1, coverage: -4), level: .init(constant: 0))
        #expect(falling.probability(score: 3, query()) > falling.probability(score: 1, query()))
    }

    @Test("Slope and level are linear in what is known about the query")
    func linear() {
        // (1 + 2 · 0.5 + 3 · 0.6) · 1.3 − 4 − 3 · 0.5 + 2 · 0.6
        let expected = 1 / (1 + exp(-(3.8 * 1.3 - 4.3)))
        #expect(abs(model.firstStage.probability(score: 1.3, query()) - expected) < 1e-6)
    }

    @Test("Parameters out of range are refused when they are read")
    func codable() throws {
        let data = try JSONEncoder().encode(model)
        #expect(try JSONDecoder().decode(RelevanceModel.self, from: data) == model)
        let bad = String(decoding: data, as: UTF8.self).replacing("\"constant\":-8", with: "\"constant\":-8000")
        #expect(bad != String(decoding: data, as: UTF8.self))
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RelevanceModel.self, from: Data(bad.utf8)) }
    }
}
