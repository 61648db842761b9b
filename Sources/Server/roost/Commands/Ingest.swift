import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Ingest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ingest files or folders into a collection.",
        discussion: """
            Reads PDF, DOCX, HTML, Markdown, CSV, JSON and plain text, told apart by content first and by name second. \
            A file is wholly searchable when its line is printed, or not at all. The same name and bytes again change \
            nothing; the same name with other bytes replaces the document. Files that fail are listed with the reason, \
            and the exit code is 1 then. It is a job of the data folder ('roost jobs'): what a crash leaves undone, \
            'roost jobs resume' or a running server does; Ctrl-C cancels it, a second one ends it at once. Links within a \
            folder are followed to files of that folder, others are listed as failed.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The collection; made when it is missing.")
    var collection: String

    @Option(
        name: .long,
        help: "The model that a new collection is embedded with. (default: \(ModelCatalog.defaultModelName))"
    )
    var model: String?

    @Argument(help: ArgumentHelp("Files, and folders that are walked through.", valueName: "path"))
    var paths: [String]

    func run() async throws {
        let files = try IngestFile.files(at: paths.map { URL(filePath: $0) })
        let engine = try await common.encoderSettings().makeEngine()
        let collection =
            if let model {
                try await engine.collection(named: collection, owner: .local, model: model)
            } else {
                try await engine.collection(named: collection, owner: .local, createIfMissing: true)
            }
        let bar = ProgressBar("ingesting")
        let start = ContinuousClock.now
        let results = try await cancelledBySignals {
            try await collection.ingestAsJob(files) { bar.show($0) }
        }
        bar.finish()
        let report = IngestReport(
            collection: collection.name,
            results: results,
            elapsed: ContinuousClock.now - start
        )
        try common.report(report) { report.text }
        if report.failed > 0 {
            throw ExitCode.failure
        }
    }
}

extension ProgressBar {
    /// Draws how far an ingestion is.
    func show(_ progress: IngestProgress) {
        update(
            completed: progress.encodedChunkCount,
            total: progress.chunkCount,
            unit: "chunks, \(progress.finishedFileCount)/\(progress.fileCount) files"
        )
    }
}

/// What `roost ingest` prints.
private struct IngestReport: Encodable {
    struct File: Encodable {
        var path: String
        var document: String
        /// inserted, replaced, unchanged or failed.
        var status: String
        var chunks: Int
        var tokens: Int
        var error: String?

        init(_ result: FileResult) {
            path = result.file.url.relativePath
            document = result.file.name
            switch result.outcome {
            case .success(let ingested):
                status = ingested.outcome.rawValue
                chunks = ingested.chunkCount
                tokens = ingested.tokenCount
            case .failure(let failure):
                status = "failed"
                chunks = 0
                tokens = 0
                error = failure.message
            }
        }
    }

    var collection: String
    var files: [File]
    var ingested: Int
    var failed: Int
    var chunks: Int
    var tokens: Int
    var seconds: Double

    init(collection: String, results: [FileResult], elapsed: Duration) {
        self.collection = collection
        files = results.map(File.init)
        failed = files.count { $0.error != nil }
        ingested = files.count - failed
        chunks = files.reduce(0) { $0 + $1.chunks }
        tokens = files.reduce(0) { $0 + $1.tokens }
        seconds = elapsed.milliseconds / 1e3
    }

    var text: String {
        let lines = files.map { file in
            if let error = file.error {
                return "failed     \(error)"
            }
            let status = file.status.padding(toLength: 10, withPad: " ", startingAt: 0)
            return "\(status) \(file.document) (\(file.chunks) chunks, \(file.tokens) tokens)"
        }
        let rate = seconds.formatted(.number.precision(.fractionLength(1)))
        let summary = "\(ingested) of \(files.count) files in '\(collection)', \(chunks) chunks, \(rate) s"
        return (lines + [summary]).joined(separator: "\n")
    }
}
