import Foundation
import LanguageModel
import Ranking
import SentenceEncoder

private struct Totals {
    var answerable = 0
    var retrieved = 0
    var correct = 0
    var correctAsSubstring = 0
    var refused = 0
    var grounded = 0
    var groundedCorrect = 0
    var answered = 0
    var words = 0
    var sentences = 0
    var impossible = 0
    var impossibleRefused = 0
    var impossibleGrounded = 0
    var elsewhere = 0
    var elsewhereRefused = 0
}

/// Prints the shares of right, refused and wrong answers: on the articles the model was fitted on (even numbers), on
/// the others, and on all.
func measure(_ set: QuestionSet, showsExamples: Bool) {
    let answerer = ExtractiveAnswerer { set.cache.encode($0) }
    var totals = ["fitted": Totals(), "others": Totals()]
    for index in set.questions.indices {
        let half = set.questions[index].article.isMultiple(of: 2) ? "fitted" : "others"
        add(index, of: set, answerer: answerer, to: &totals[half, default: Totals()], showsExamples: showsExamples)
    }
    for (name, half) in totals.sorted(by: { $0.key < $1.key }) { report(name, half) }
}

private func add(
    _ index: Int,
    of set: QuestionSet,
    answerer: ExtractiveAnswerer,
    to totals: inout Totals,
    showsExamples: Bool
) {
    let question = set.questions[index]
    func answer(elsewhere: Bool) -> (sentences: [ExtractiveAnswerer.Sentence], text: String, passages: [Passage]) {
        let found = set.nearest(to: index, elsewhere: elsewhere)
        let sentences = answerer.sentences(
            answering: question.text,
            questionVector: set.vectors[index],
            from: found.map(\.text)
        )
        let texts = sentences.map {
            String(decoding: Array(found[$0.passage].text.utf8)[$0.utf8Range], as: UTF8.self)
        }
        return (sentences, texts.joined(separator: " "), found)
    }
    if index.isMultiple(of: 3) {
        totals.elsewhere += 1
        totals.elsewhereRefused += answer(elsewhere: true).sentences.isEmpty ? 1 : 0
    }
    let (sentences, text, found) = answer(elsewhere: false)
    let isGrounded = (sentences.map(\.support).max() ?? 0) >= 0.6
    guard !question.isImpossible else {
        totals.impossible += 1
        totals.impossibleRefused += sentences.isEmpty ? 1 : 0
        totals.impossibleGrounded += isGrounded ? 1 : 0
        return
    }
    totals.answerable += 1
    guard found.contains(where: { $0.document == question.document }) else { return }
    totals.retrieved += 1
    totals.refused += sentences.isEmpty ? 1 : 0
    let isCorrect = contains(text, question.answers)
    totals.correct += isCorrect ? 1 : 0
    totals.correctAsSubstring += contains(text, question.answers, wordwise: false) ? 1 : 0
    if isGrounded {
        totals.grounded += 1
        totals.groundedCorrect += isCorrect ? 1 : 0
    }
    if !sentences.isEmpty {
        totals.answered += 1
        totals.sentences += sentences.count
        totals.words += text.split(whereSeparator: \.isWhitespace).count
    }
    if showsExamples, !isCorrect { print("?", question.text, "\n =", question.answers, "\n -", text) }
}

private func report(_ name: String, _ totals: Totals) {
    func share(_ part: Int, _ whole: Int) -> String { String(format: "%.3f", Double(part) / Double(max(whole, 1))) }
    print(name, totals.answerable, "answerable,", totals.retrieved, "retrieved,", totals.impossible, "unanswerable")
    print(
        "  gold span in the answer:",
        share(totals.correct, totals.retrieved),
        "(as a substring",
        share(totals.correctAsSubstring, totals.retrieved) + ")"
    )
    print("  answerable refused:", share(totals.refused, totals.retrieved))
    print(
        "  unanswerable refused:",
        share(totals.impossibleRefused, totals.impossible),
        "grounded yes:",
        share(totals.impossibleGrounded, totals.impossible)
    )
    print("  other articles refused:", share(totals.elsewhereRefused, totals.elsewhere))
    print(
        "  grounded yes:",
        share(totals.grounded, totals.retrieved),
        "of these right:",
        share(totals.groundedCorrect, totals.grounded)
    )
    print("  sentences:", share(totals.sentences, totals.answered), "words:", share(totals.words, totals.answered))
}

/// Prints how long an answer takes with nothing cached: by the clock, and the processor's time of all threads.
func measureTime(_ set: QuestionSet) {
    let answerer = ExtractiveAnswerer(encoder: set.cache.encoder)
    let sample = stride(from: 0, to: set.questions.count, by: 61).map { ($0, set.nearest(to: $0).map(\.text)) }
    var times: [Double] = []
    let processorStart = clock()
    for (index, texts) in sample {
        let elapsed = ContinuousClock().measure {
            _ = answerer.sentences(
                answering: set.questions[index].text,
                questionVector: set.vectors[index],
                from: texts
            )
        }
        times.append(elapsed / .milliseconds(1))
    }
    let processorTime = Double(clock() - processorStart) / Double(CLOCKS_PER_SEC) / Double(sample.count) * 1000
    times.sort()
    let places = (times[times.count / 2], times[times.count * 95 / 100])
    print("time per answer, ms: median", places.0, "95th percentile", places.1, "mean of the processor", processorTime)
}
