import Ranking

/// Tells which sentences of some passages support a statement.
///
/// A statement is supported by a passage when the passage holds every number of the statement and every name that the
/// question did not bring, when the statement's content words stand in one sentence of it, in two neighbours, or in what
/// its document is called, rare words counting more, and when statement and sentence agree in negation. Statements in other words than the passage's
/// are compared by their embeddings, if `similarity` is given. This follows the finding that such surface checks
/// catch most invented facts of summaries (Maynez et al. 2020, doi:10.18653/v1/2020.acl-main.173; numbers and names:
/// Zhao, Cohen and Webber 2020, doi:10.18653/v1/2020.findings-emnlp.203); they cannot tell who did what to whom.
package struct SupportScorer: Sendable {
    /// The calibrated similarity in [0, 1] of a statement to each of some sentences. CPU heavy.
    package typealias Similarity = @Sendable (_ statement: String, _ sentences: [String]) -> [Double]

    /// What the judgement is measured by.
    ///
    /// Chosen on the STS Benchmark's development pairs: of those that people call equivalent (score 4 and more) 76% are
    /// supported, of those that differ in what matters (2.5 and less) 4%. Most that are missed fail by a number, a name
    /// or a negation.
    package struct Configuration: Sendable {
        /// The least coverage of a statement's words by which it is supported.
        package var minimumCoverage = 0.7
        /// The coverage from which the similarity may decide.
        package var minimumCoverageForSimilarity = 0.3
        /// The least similarity by which it then is supported; 0.967 is a cosine of 0.70 of all-MiniLM-L6-v2.
        package var minimumSimilarity = 0.967
        /// The most sentences that are encoded for one statement.
        package var maximumSimilarityCount = 4

        package init() {}
    }

    let passages: [PassageFacts]
    let question: StatementFacts
    let weights: TermWeights
    let configuration: Configuration
    let similarity: Similarity?

    /// - Parameters:
    ///   - question: What was asked; its names need no support.
    ///   - passages: Numbered from 1 in this order.
    ///   - contexts: Beside each passage what its document says of it: title, headings. Names there count as supported.
    /// - Complexity: O(text).
    package init(
        question: String,
        passages: [String],
        contexts: [String] = [],
        configuration: Configuration = Configuration(),
        similarity: Similarity? = nil
    ) {
        self.passages = passages.enumerated().map { offset, text in
            PassageFacts(text: text, context: contexts.indices.contains(offset) ? contexts[offset] : "")
        }
        self.question = StatementFacts(question)
        weights = TermWeights(sentences: self.passages.flatMap(\.sentences).map(\.facts.terms))
        self.configuration = configuration
        self.similarity = similarity
    }

    /// Judges one sentence of a reply.
    ///
    /// - Complexity: O(words of the sentence · sentences of the passages), and one forward pass when the words do not
    ///   decide.
    package func verdict(on sentence: String) -> Verdict {
        let statement = StatementFacts(sentence)
        if statement.isRefusal, !isQuoted(statement) {
            return Verdict(kind: .refusal)
        }
        // A bare yes or no states what was asked.
        let claim = statement.isBareAnswer ? question : statement
        guard claim.isClaim else { return Verdict(kind: .neutral) }
        let candidates = passages.indices.compactMap { best(for: claim, in: $0) }
        let support = supported(candidates, by: claim, saying: sentence)
            .sorted { ($1.score, $0.number) < ($0.score, $1.number) }
        let score = support.first?.score ?? candidates.map(\.coverage).max() ?? 0
        return Verdict(kind: support.isEmpty ? .unsupported : .supported, score: score, support: support)
    }
}

// MARK: - The best sentence of a passage

extension SupportScorer {
    /// Whether a sentence of a passage says it in the same words.
    private func isQuoted(_ statement: StatementFacts) -> Bool {
        passages.contains { passage in
            passage.sentences.contains { statement.words.isSubset(of: $0.facts.words) }
        }
    }

    /// The sentence of a passage that holds most of a statement.
    struct Candidate {
        var number: Int
        var sentence: PassageFacts.Sentence
        /// The weighted share of the statement's words, in [0, 1].
        var coverage: Double
    }

    /// - Returns: Nil when the passage lacks a number or a name of the statement, or has no sentence.
    private func best(for claim: StatementFacts, in index: Int) -> Candidate? {
        let passage = passages[index]
        guard claim.numbers.isSubset(of: passage.numbers),
            claim.names.allSatisfy({ passage.words.contains($0) || question.words.contains($0) })
        else { return nil }
        let covered = passage.sentences.indices.map { sentence in
            let alone = weights.coverage(of: claim.terms, by: passage.terms(ofSentenceAt: sentence))
            let together =
                passage.neighbourhoods(of: sentence)
                .map { weights.coverage(of: claim.terms, by: $0) }.max() ?? alone
            let asked = weights.coverage(of: question.terms, by: passage.sentences[sentence].facts.terms)
            // Neighbours may lend words, but the sentence itself is what is cited; what was asked breaks ties.
            return (
                sentence: sentence, coverage: max(alone, 0.9 * together), order: alone + 0.1 * together + 0.01 * asked
            )
        }
        guard let best = covered.max(by: { ($0.order, $1.sentence) < ($1.order, $0.sentence) }) else { return nil }
        return Candidate(number: index + 1, sentence: passage.sentences[best.sentence], coverage: best.coverage)
    }

    private func supported(
        _ candidates: [Candidate],
        by claim: StatementFacts,
        saying text: String
    ) -> [PassageSupport] {
        let agreeing = candidates.filter { $0.sentence.facts.isNegated == claim.isNegated }
        let byWords = agreeing.filter { $0.coverage >= configuration.minimumCoverage }
        let supports = byWords.map {
            PassageSupport(number: $0.number, utf8Range: $0.sentence.utf8Range, score: $0.coverage)
        }
        guard supports.isEmpty, let similarity else { return supports }
        let near = agreeing.filter { $0.coverage >= configuration.minimumCoverageForSimilarity }
            .sorted { ($1.coverage, $0.number) < ($0.coverage, $1.number) }
            .prefix(configuration.maximumSimilarityCount)
        guard !near.isEmpty else { return [] }
        return zip(near, similarity(text, near.map(\.sentence.text))).compactMap { candidate, score in
            score < configuration.minimumSimilarity
                ? nil
                : PassageSupport(number: candidate.number, utf8Range: candidate.sentence.utf8Range, score: score)
        }
    }
}
