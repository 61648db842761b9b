import RetrievalEngine

extension RetrievalExplanation {
    /// For people: what was looked for, and a line for each chunk.
    var lines: [String] {
        var lines = ["", "\(chunkCount) chunks; readability of the question \(QueryReport.rounded(readability))"]
        if !terms.isEmpty {
            lines.append("terms: " + terms.map { "\($0.text) (\($0.chunkCount))" }.joined(separator: ", "))
        }
        if let filter { lines.append("the filter allows \(filter.allowedChunkCount) chunks") }
        if let rerank {
            let reason = rerank.failure.map { ": \($0)" } ?? ""
            lines.append("\(rerank.scorer) scored \(rerank.scoredCount) of \(rerank.passageCount) passages\(reason)")
        }
        return lines + candidates.enumerated().map { "\($0 + 1). \($1.line)" }
    }
}

extension RetrievalExplanation.Candidate {
    fileprivate var line: String {
        var values: [(String, Double)] = [
            ("cosine", scores.cosine), ("BM25", scores.lexical), ("similarity", scores.similarity),
        ]
        if isReranked {
            values += scores.lateInteraction.map { [("tokens", $0)] } ?? []
            values += [("proximity", scores.proximity), ("score", scores.rerank)]
        }
        let shown = values.map { "\($0) \(QueryReport.rounded($1))" }.joined(separator: ", ")
        return "\(document) \(range.lowerBound)–\(range.upperBound): \(shown): \(fate.rawValue)"
    }
}
