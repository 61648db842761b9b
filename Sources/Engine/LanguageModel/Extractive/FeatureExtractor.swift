import Foundation

/// Computes the features of statements that their words tell; the similarity is left at 0.
struct FeatureExtractor {
    private let question: QuestionAnalysis
    private let statements: [Statement]
    private let scanner: AnswerFormScanner
    /// Inverse document frequency among the statements, log(1 + n / df) (Spärck Jones 1972, doi:10.1108/eb026526).
    private let weights: [String: Double]
    private let passageTerms: [Int: Set<String>]
    private let allTerms: Set<String>

    /// - Complexity: O(words of the statements).
    init(question: QuestionAnalysis, statements: [Statement]) {
        self.question = question
        self.statements = statements
        scanner = AnswerFormScanner(question: question)
        passageTerms = statements.reduce(into: [:]) { $0[$1.passage, default: []].formUnion($1.terms) }
        allTerms = passageTerms.values.reduce(into: []) { $0.formUnion($1) }
        var weights: [String: Double] = [:]
        for term in question.matched {
            let frequency = statements.count { $0.terms.contains(term) }
            weights[term] = log(1 + Double(statements.count) / Double(max(frequency, 1)))
        }
        self.weights = weights
    }

    /// - Complexity: O(words of the statement + terms of the question).
    func features(ofStatementAt index: Int) -> SentenceFeatures {
        let statement = statements[index]
        let held = statement.terms
        let before = (statements.previous(of: index)?.terms ?? []).union(statement.contextTerms)
        let passage = passageTerms[statement.passage] ?? []
        var features = SentenceFeatures()
        features[.coverage] = weightedShare { held.contains($0) }
        features[.previousCoverage] = weightedShare { !held.contains($0) && before.contains($0) }
        features[.passageMissing] = weightedShare { !passage.contains($0) }
        features[.focusCoverage] = question.focus.isEmpty ? 0 : 1 - Self.shareMissing(of: question.focus, in: held)
        features[.namesMissing] = Self.shareMissing(of: question.names, in: held)
        features[.passageNamesMissing] = Self.shareMissing(of: question.names, in: passage)
        features[.allNamesMissing] = Self.shareMissing(of: question.names, in: allTerms)
        features[.numbersMissing] = Self.shareMissing(of: question.numbers, in: held)
        features[.allNumbersMissing] = Self.shareMissing(of: question.numbers, in: allTerms)
        addForm(of: statement, to: &features)
        features[.negationMissing] = question.isNegated && !statement.isNegated ? 1 : 0
        features[.opposite] = question.opposites.isDisjoint(with: held) ? 0 : 1
        features[.length] = log(Double(max(statement.words.reduce(0) { $0 + $1.terms.count }, 1)))
        features[.passageRank] = Double(statement.passage)
        features[.pronoun] = statement.beginsWithPronoun ? 1 : 0
        return features
    }

    private func addForm(of statement: Statement, to features: inout SentenceFeatures) {
        guard question.form.isRecognizable else { return }
        let strength = scanner.strength(in: statement.words)
        features[.form] = strength
        features[.formMissing] = strength < 0.35 ? 1 : 0
    }

    private func weightedShare(where isHeld: (String) -> Bool) -> Double {
        var (held, total) = (0.0, 0.0)
        // In the question's order, so that rounding never differs between runs.
        for term in question.matched {
            let weight = weights[term] ?? 0
            total += weight
            if isHeld(term) { held += weight }
        }
        return total > 0 ? held / total : 0
    }

    private static func shareMissing(of terms: Set<String>, in held: Set<String>) -> Double {
        terms.isEmpty ? 0 : Double(terms.count { !held.contains($0) }) / Double(terms.count)
    }
}
