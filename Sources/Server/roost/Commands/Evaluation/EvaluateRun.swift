public import ArgumentParser
import Foundation
public import RetrievalEngine
import RoostServer

struct EvaluateRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Measure on a test set: 'eval' without a subcommand.",
        usage: "roost eval <dataset-dir> [<options>]",
        discussion: """
            The folder holds corpus.jsonl or corpus.jsonl.gz, queries.jsonl and qrels/test.tsv (BEIR's form). One passage \
            a document, title, space and text, cut at the encoder's limit, as BEIR does; --chunked uses the chunks of the \
            ingest pipeline, and a document scores as its best chunk. Several modes rank what was ingested once; --json \
            then gives an object by mode.

            --answers asks the queries of answers.jsonl, with the ingest pipeline's chunks and the configured answering \
            model, and looks for the right answers in the replies. --thresholds asks them of the whole corpus, of their \
            own article (the documents' titles name it) and of three other articles, and counts who keeps their paragraph \
            and who gets none; a folder with faq.json is measured likewise. --chunking cuts the texts of corpora/ in \
            several ways and measures what is found of the excerpts of questions.jsonl. --messages tells intent and \
            sentiment of the messages of messages.jsonl.
            """
    )

    /// What is measured.
    enum Subject: EnumerableFlag {
        case answers, messages, thresholds, chunking

        static func help(for subject: Subject) -> ArgumentHelp? {
            switch subject {
            case .answers: "Measure answers instead of retrieval."
            case .messages: "Measure the classification of messages."
            case .thresholds: "Measure what the thresholds keep and leave out."
            case .chunking: "Measure ways to cut documents."
            }
        }
    }

    @OptionGroup var common: CommonOptions

    @Option(
        name: .long,
        help: "What ranks, once or several times. (default: dense; hybrid with --chunking)"
    )
    var mode: [ModeChoice] = []

    @Flag(name: .long, help: "Cut the documents into chunks as ingesting does.")
    var chunked = false

    @Option(
        name: .long,
        help:
            "Write what each query got, one JSON object a line; with several modes the mode is put before the extension."
    )
    var perQuery: String?

    @Flag(exclusivity: .exclusive)
    var subject: Subject?

    @OptionGroup(title: "Thresholds") var limits: LimitOptions

    @Option(
        name: .long,
        help: "How to cut with --chunking, once or several times: 96, 96/32 or window:96/32 (tokens/overlap)."
    )
    var cut: [ChunkingSetting] = []

    @OptionGroup var encoder: PrecisionOptions

    @Argument(help: ArgumentHelp("The folder of the test set.", valueName: "dataset-dir"))
    var dataset: String

    func validate() throws {
        guard perQuery == nil || subject == nil else { throw ValidationError("--per-query is for retrieval alone") }
        guard cut.isEmpty || subject == .chunking else { throw ValidationError("--cut is for --chunking") }
        guard limits.areStandard || subject == .thresholds || (subject == .chunking && limits.haveTopKOnly) else {
            throw ValidationError(
                "--top-k, --min-k, --top-n, --min-n and --seed are for --thresholds, --top-k for --chunking"
            )
        }
        guard subject != .chunking || modes.count <= 1 else { throw ValidationError("--chunking takes one --mode") }
        try limits.check()
    }

    /// Those that were asked for, each once.
    var modes: [EvaluationMode] {
        var seen: Set<EvaluationMode> = []
        return mode.flatMap(\.modes).filter { seen.insert($0).inserted }
    }

    func run() async throws {
        let settings = try await common.encoderSettings(precision: encoder.precision)
        switch subject {
        case nil: try await measureRetrieval(settings)
        case .answers: try await measureAnswers(settings)
        case .messages: try measureMessages(settings)
        case .thresholds: try await measureThresholds(settings)
        case .chunking: try await measureChunking(settings)
        }
    }

    var folder: URL { URL(filePath: dataset) }

    /// Runs `body` with a bar that shows how far it is.
    func withProgress<Value>(
        _ label: String,
        _ body: (@escaping EvaluationProgress) async throws -> Value
    ) async throws -> Value {
        let bar = ProgressBar(label)
        defer { bar.finish() }
        return try await body { bar.update(completed: $0, total: $1, unit: $2) }
    }
}

/// A value of `--mode`.
enum ModeChoice: String, ExpressibleByArgument, CaseIterable {
    case dense, lexical, hybrid, reranked, all

    var modes: [EvaluationMode] {
        switch self {
        case .all: EvaluationMode.allCases
        case .dense: [.dense]
        case .lexical: [.lexical]
        case .hybrid: [.hybrid]
        case .reranked: [.reranked]
        }
    }
}

extension ChunkingSetting: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
