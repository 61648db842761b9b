import Foundation
import LanguageModel

/// Writes one line for each statement of each question: what it belongs to, whether it answers, its features.
///
/// Kind 0 has an answer, kind 1 has none, kind 2 is every third question put to the other articles.
func writeFeatures(of set: QuestionSet, to file: URL) throws {
    let answerer = ExtractiveAnswerer { set.cache.encode($0) }
    let columns = ["question", "article", "kind", "retrieved", "gold", "label"] + ExtractiveAnswerer.featureNames
    var lines = [columns.joined(separator: "\t")]
    for (index, question) in set.questions.enumerated() {
        for isElsewhere in index % 3 == 0 ? [false, true] : [false] {
            let found = set.nearest(to: index, elsewhere: isElsewhere)
            let isRetrieved = found.contains { $0.document == question.document }
            let kind = isElsewhere ? 2 : question.isImpossible ? 1 : 0
            let rows = answerer.featureRows(
                answering: question.text,
                questionVector: set.vectors[index],
                from: found.map(\.text)
            )
            for row in rows {
                let isGold = found[row.passage].document == question.document
                let isAnswer = !isElsewhere && contains(row.text, question.answers)
                let numbers = [2 * index + (isElsewhere ? 1 : 0), question.article, kind]
                let flags = [isRetrieved, isGold, isAnswer].map { $0 ? 1 : 0 }
                let values = row.values.map { String(format: "%.5g", $0) }
                lines.append(((numbers + flags).map(String.init) + values).joined(separator: "\t"))
            }
        }
    }
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
}
