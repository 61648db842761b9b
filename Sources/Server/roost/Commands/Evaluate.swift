public import ArgumentParser
import Foundation
public import RetrievalEngine
import RoostServer

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval or answers on a test set in BEIR form.",
        discussion: """
            The folder holds corpus.jsonl or corpus.jsonl.gz, queries.jsonl and qrels/test.tsv. One passage a document, \
            title, space and text, cut at the encoder's limit, as BEIR does; --chunked uses the chunks of the ingest \
            pipeline, and a document scores as its best chunk. --answers asks the queries of answers.jsonl, with the \
            ingest pipeline's chunks and the configured answering model, and looks for the right answers in the replies. \
            --messages tells intent and sentiment of the messages of messages.jsonl, and needs nothing else.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "What ranks: \(RetrievalEvaluation.Mode.names).")
    var mode = RetrievalEvaluation.Mode.dense

    @Flag(name: .long, help: "Cut the documents into chunks as ingesting does.")
    var chunked = false

    @Flag(name: .long, help: "Measure answers instead of retrieval.")
    var answers = false

    @Flag(name: .long, help: "Measure the classification of messages instead of retrieval.")
    var messages = false

    @OptionGroup var encoder: PrecisionOptions

    @Argument(help: ArgumentHelp("The folder of the test set.", valueName: "dataset-dir"))
    var dataset: String

    func run() async throws {
        let settings = try await common.encoderSettings(precision: encoder.precision)
        if messages {
            try measureMessages(settings)
        } else if answers {
            try await measureAnswers(settings)
        } else {
            try await measureRetrieval(settings)
        }
    }

    private func measureAnswers(_ settings: ServerConfiguration) async throws {
        let bar = ProgressBar("answering")
        let evaluation = AnswerEvaluation(
            dataset: try AnswerDataset(folder: URL(filePath: dataset)),
            model: try settings.catalog.model(),
            precision: settings.precision,
            answering: settings.answering
        )
        let result = try await evaluation.run { completed, total, unit in
            bar.update(completed: completed, total: total, unit: unit)
        }
        bar.finish()
        try common.report(result) { result.table }
    }

    private func measureMessages(_ settings: ServerConfiguration) throws {
        let evaluation = try MessageEvaluation(
            folder: URL(filePath: dataset),
            model: settings.catalog.model(),
            precision: settings.precision
        )
        let result = try evaluation.run()
        try common.report(result) { result.table }
    }

    private func measureRetrieval(_ settings: ServerConfiguration) async throws {
        let bar = ProgressBar("evaluating")
        let evaluation = RetrievalEvaluation(
            dataset: try BEIRDataset(folder: URL(filePath: dataset)),
            mode: mode,
            isChunked: chunked,
            model: try settings.catalog.model(),
            precision: settings.precision
        )
        let result = try await evaluation.run { completed, total, unit in
            bar.update(completed: completed, total: total, unit: unit)
        }
        bar.finish()
        try common.report(result) { result.table }
    }
}

extension RetrievalEvaluation.Mode: ExpressibleByArgument {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

extension RetrievalEvaluation.Result {
    fileprivate var table: String {
        [
            row("nDCG@10", ndcgAt10), row("recall@100", recallAt100), row("MRR@10", mrrAt10), row("queries", queries),
            row("ms a query", millisecondsPerQuery), row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

extension MessageEvaluation.Result {
    fileprivate var table: String {
        [
            row("messages", messages), row("intent, macro-F1", intentMacroF1),
            row("sentiment, macro-F1", sentimentMacroF1), row("ms a message", millisecondsPerMessage),
            row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

extension AnswerEvaluation.Result {
    fileprivate var table: String {
        [
            row("answerable", answerable), row("unanswerable", unanswerable), row("retrieved", retrieved),
            row("right answers", containsAnswer), row("refused, answerable", refusedAnswerable),
            row("refused, unanswerable", refusedUnanswerable), row("words an answer", wordsPerAnswer),
            row("sentences an answer", sentencesPerAnswer), row("ms a question", millisecondsPerQuestion),
            row("precision", precision.rawValue),
        ].joined(separator: "\n")
    }
}

private func row(_ name: String, _ value: Double) -> String {
    row(name, value.formatted(.number.precision(.fractionLength(4)).grouping(.never)))
}

private func row(_ name: String, _ value: Int) -> String {
    row(name, String(value))
}

private func row(_ name: String, _ value: String) -> String {
    name.padding(toLength: 24, withPad: " ", startingAt: 0) + value
}
