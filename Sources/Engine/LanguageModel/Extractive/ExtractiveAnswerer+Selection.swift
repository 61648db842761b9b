extension ExtractiveAnswerer {
    /// The sentences of the answer.
    ///
    /// - Parameter candidates: Best first.
    func selection(
        of candidates: [Candidate],
        among statements: [Statement],
        question: QuestionAnalysis
    ) -> [Sentence] {
        guard let best = candidates.first, best.support >= configuration.minimumSupport else { return [] }
        var chosen: [Int: Double] = [:]
        for candidate in candidates where chosen.count < configuration.maximumSentenceCount {
            guard isNeeded(candidate, beside: best, question: question) else { break }
            guard candidate.support >= configuration.minimumSupport,
                !chosen.keys.contains(where: { statements[$0].repeats(statements[candidate.statement]) })
            else { continue }
            chosen[candidate.statement] = candidate.support
            if !question.wantsSeveral, chosen.count == 2 { break }
        }
        addAntecedents(to: &chosen, among: statements)
        return inReadingOrder(chosen, best: best, among: statements)
    }

    private func isNeeded(_ candidate: Candidate, beside best: Candidate, question: QuestionAnalysis) -> Bool {
        let margin = question.wantsSeveral ? configuration.seriesMargin : configuration.tieMargin
        return candidate.statement == best.statement || best.rank - candidate.rank < margin
    }

    private func addAntecedents(to chosen: inout [Int: Double], among statements: [Statement]) {
        for (index, support) in chosen.sorted(by: { $0.key < $1.key })
        where chosen.count < configuration.maximumSentenceCount && chosen[index - 1] == nil {
            guard statements[index].dependsOnPrevious, let previous = statements.previous(of: index),
                previous.isAntecedent(of: statements[index])
            else { continue }
            chosen[index - 1] = support
        }
    }

    /// The passage of the best sentence first, the others in their order; within a passage as it is written.
    private func inReadingOrder(_ chosen: [Int: Double], best: Candidate, among statements: [Statement]) -> [Sentence] {
        let first = statements[best.statement].passage
        return chosen.keys.sorted { left, right in
            (statements[left].passage == first ? 0 : 1, left) < (statements[right].passage == first ? 0 : 1, right)
        }.map { index in
            let statement = statements[index]
            return Sentence(
                passage: statement.passage,
                utf8Range: statement.utf8Range,
                support: chosen[index] ?? 0
            )
        }
    }
}
