import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the installed models, their checksums and their calibration."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let report = ModelsReport(models: try await common.settings().catalog.models().map { try $0.summary() })
        try common.report(report) { report.text }
    }
}

/// What `roost models` prints.
private struct ModelsReport: Encodable {
    var models: [ModelSummary]

    var text: String {
        guard !models.isEmpty else { return "no models; run 'make model' or set ROOST_MODELS" }
        return models.map { model in
            """
            \(model.name)
              folder       \(model.folder)
              dimensions   \(model.dimension)
              token limit  \(model.maximumTokenCount)
              SHA-256      \(model.sha256)
              calibration  \(model.calibration)
            """
        }.joined(separator: "\n")
    }
}
