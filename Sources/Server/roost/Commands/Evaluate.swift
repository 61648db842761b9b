public import ArgumentParser
import Foundation
public import RetrievalEngine
import RoostServer

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval on a test set in BEIR form.",
        discussion: """
            The folder holds corpus.jsonl or corpus.jsonl.gz, queries.jsonl and qrels/test.tsv. One passage a document, \
            title, space and text, cut at the encoder's limit, as BEIR does; --chunked uses the chunks of the ingest \
            pipeline, and a document scores as its best chunk.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "What ranks: \(RetrievalEvaluation.Mode.names).")
    var mode = RetrievalEvaluation.Mode.dense

    @Flag(name: .long, help: "Cut the documents into chunks as ingesting does.")
    var chunked = false

    @Option(name: .long, help: "The encoder's number precision.")
    var precision = Precision.fp32

    @Argument(help: ArgumentHelp("The folder of the test set.", valueName: "dataset-dir"))
    var dataset: String

    func run() async throws {
        let bar = ProgressBar("evaluating")
        let evaluation = RetrievalEvaluation(
            dataset: try BEIRDataset(folder: URL(filePath: dataset)),
            mode: mode,
            isChunked: chunked,
            model: try await common.settings().catalog.model()
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
        func row(_ name: String, _ value: Double) -> String {
            name.padding(toLength: 14, withPad: " ", startingAt: 0)
                + value.formatted(.number.precision(.fractionLength(4)).grouping(.never))
        }
        return [
            row("nDCG@10", ndcgAt10), row("recall@100", recallAt100), row("MRR@10", mrrAt10),
            "queries       \(queries)", row("ms a query", millisecondsPerQuery),
        ].joined(separator: "\n")
    }
}
