import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Calibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fit the scale of the thresholds to a model.",
        discussion: """
            Puts the questions of test sets to collections that hold their answer and to others, and fits what scores \
            mean: 0.5 is as likely an answer as the best passages of a collection about something else. The folders are \
            test sets in BEIR's form, with answers.jsonl where the documents' titles name articles, or hold faq.json. The \
            result, with what it was fitted on and how it does on the questions that were held out, is written to the \
            file, and holds for a model from whose folder, as roost-calibration.json, it is loaded.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The model; the default one without.")
    var model: String?

    @OptionGroup var encoder: PrecisionOptions

    @Option(name: .long, help: "The file to write; standard output without.")
    var output: String?

    @Argument(help: ArgumentHelp("The folders of the test sets.", valueName: "dataset-dir"))
    var datasets: [String]

    func run() async throws {
        let settings = try await common.encoderSettings(precision: encoder.precision)
        var configuration = try settings.engineConfiguration()
        if let model { configuration.model = try settings.catalog.model(named: model) }
        let bar = ProgressBar("calibrating")
        let record = try await RelevanceCalibrator(
            folders: datasets.map { URL(filePath: $0) },
            configuration: configuration
        ).run { bar.update(completed: $0, total: $1, unit: $2) }
        bar.finish()
        let json = try record.json() + "\n"
        guard let output else { return print(json, terminator: "") }
        try Data(json.utf8).write(to: URL(filePath: output), options: .atomic)
    }
}
