package import LanguageModel

/// Scores passages anew by a model that reads question and passage together, as far as time allows.
///
/// The passages are scored in batches in the order in which they come, so that the best ones so far are scored first. What
/// is not scored when the time is over, or when the model fails, keeps the score that it has: a slow or failing model
/// costs quality, and never the answer.
package struct Reranker: Sendable {
    let scorer: any PassageScorer
    /// How long the answer may be held up; nil for as long as it takes.
    let timeLimit: Duration?
    let clock: ModelClock

    package init(scorer: any PassageScorer, timeLimit: Duration?, clock: ModelClock = .system) {
        self.scorer = scorer
        self.timeLimit = timeLimit
        self.clock = clock
    }

    /// Sets the score after reranking of as many passages as time allows.
    ///
    /// - Parameter passages: Best first.
    /// - Returns: The passages in the order given, and what became of them.
    /// - Throws: Only `CancellationError`.
    package func rerank(
        _ passages: [Passage],
        question: String
    ) async throws -> (passages: [Passage], report: RerankReport) {
        let deadline = timeLimit.map { clock.now() + $0 }
        var passages = passages
        var report = RerankReport(scorer: scorer.name, scoredCount: 0, passageCount: passages.count)
        do {
            while report.isPartial {
                let end = min(passages.count, report.scoredCount + max(1, scorer.batchSize))
                let batch = report.scoredCount..<end
                let texts = passages[batch].map(\.rerankingText)
                let scores = try await clock.value(before: deadline) { [scorer] in
                    try await scorer.scores(of: texts, for: question, deadline: deadline)
                }
                guard let scores else { break }
                guard scores.count == texts.count, scores.allSatisfy((0...1).contains) else {
                    report.failure = "expected \(texts.count) scores from 0 to 1, found \(scores)"
                    break
                }
                for (place, score) in zip(batch, scores) { passages[place].scores.rerank = score }
                report.scoredCount = end
            }
        } catch {
            try Task.checkCancellation()
            report.failure = String(describing: error)
        }
        return (passages, report)
    }
}

extension Passage {
    /// What a reranking model reads: the headings above the text, when they are not its beginning, and the text.
    fileprivate var rerankingText: String {
        let headings = headingPath.filter { !text.hasPrefix($0) }
        return headings.isEmpty ? text : "\(headings.joined(separator: ". "))\n\(text)"
    }
}
