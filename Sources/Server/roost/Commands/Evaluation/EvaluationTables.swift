import Foundation
import RetrievalEngine

extension RetrievalEvaluation.Result {
    var table: String {
        [
            row("nDCG@10", ndcgAt10), row("recall@100", recallAt100), row("MRR@10", mrrAt10), row("queries", queries),
            row("ms a query", millisecondsPerQuery), row("ms a query, median", medianMillisecondsPerQuery),
            row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

extension MessageEvaluation.Result {
    var table: String {
        [
            row("messages", messages), row("intent, macro-F1", intentMacroF1),
            row("sentiment, macro-F1", sentimentMacroF1), row("ms a message", millisecondsPerMessage),
            row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

extension AnswerEvaluation.Result {
    var table: String {
        [
            row("answerable", answerable), row("unanswerable", unanswerable), row("retrieved", retrieved),
            row("right answers", containsAnswer), row("refused, answerable", refusedAnswerable),
            row("refused, unanswerable", refusedUnanswerable), row("words an answer", wordsPerAnswer),
            row("sentences an answer", sentencesPerAnswer), row("ms a question", millisecondsPerQuestion),
            row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

extension ThresholdEvaluation.Result {
    var table: String {
        let limits = row("limits", "top_k \(topK), min_k \(minK), top_n \(topN), min_n \(minN)")
        let blocks = conditions.sorted { $0.key < $1.key }.map { name, outcome in
            ([name, row("asked", outcome.asked)]
                + [
                    ("passage kept", outcome.kept), ("no passage", outcome.silent), ("passages", outcome.passages),
                    ("ms, median", outcome.medianMilliseconds), ("ms, p95", outcome.p95Milliseconds),
                ].compactMap { label, value in value.map { row(label, $0) } }).joined(separator: "\n")
        }
        return ([limits + "\n" + row("precision", precision.rawValue)] + blocks).joined(separator: "\n\n")
    }
}

extension ChunkingEvaluation.Result {
    var table: String {
        let head = line(["cut", "chunks", "mean tokens", "recall", "precision", "IoU"])
        let rows = settings.map { setting in
            line([
                "\(setting.strategy.rawValue):\(setting.target)/\(setting.overlap)", "\(setting.chunks)",
                number(setting.meanTokens, digits: 1), number(setting.recall, digits: 3),
                number(setting.precision, digits: 3), number(setting.iou, digits: 3),
            ])
        }
        return ([row("questions", questions), row("by", "\(mode.rawValue), the first \(count)"), "", head] + rows)
            .joined(separator: "\n")
    }
}

extension RunComparison.Result {
    var table: String {
        let head = line(["metric", "first", "second", "difference", "from", "to", "p"])
        let rows = metrics.sorted { $0.key < $1.key }.map { name, metric in
            line(
                [name]
                    + ([metric.first, metric.second, metric.difference] + metric.interval + [metric.pValue])
                    .map { number($0, digits: 4) }
            )
        }
        return ([head] + rows + ["\(queries) queries, \(resamples) drawings, seed \(seed)"]).joined(separator: "\n")
    }
}

private func row(_ name: String, _ value: Double) -> String {
    row(name, number(value, digits: 4))
}

private func row(_ name: String, _ value: Int) -> String {
    row(name, String(value))
}

private func row(_ name: String, _ value: String) -> String {
    name.padding(toLength: 24, withPad: " ", startingAt: 0) + value
}

private func number(_ value: Double, digits: Int) -> String {
    value.formatted(.number.precision(.fractionLength(digits)).grouping(.never))
}

/// Cells side by side, the first one wider.
private func line(_ cells: [String]) -> String {
    cells.enumerated().map { place, cell in
        cell.padding(toLength: max(cell.count + 1, place == 0 ? 20 : 12), withPad: " ", startingAt: 0)
    }.joined()
}
