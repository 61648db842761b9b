import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the installed models, their checksums and their calibration, and the models by number.",
        discussion: """
            CriaBot's clients name models by number. The numbers 1 to 6 stand for what the server runs with; further \
            ones are set by ROOST_LLM_MODELS, ROOST_EMBEDDING_MODELS and ROOST_RERANK_MODELS, such as '7=gpt-4o'.
            """
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let settings = try await common.encoderSettings()
        let report = ModelsReport(
            models: try settings.catalog.models().map { try $0.summary(precision: settings.precision) },
            registry: settings.models.entries
        )
        try common.report(report) { report.text }
    }
}

/// What `roost models` prints.
private struct ModelsReport: Encodable {
    var models: [ModelSummary]
    /// The models by number.
    var registry: [ModelRegistry.Entry]

    var text: String {
        "\(installed)\n\nby number\n\(numbered)"
    }

    private var numbered: String {
        registry.map { entry in
            let kind = entry.kind.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0)
            return "  \(kind)\(entry.id)  \(entry.name)"
        }.joined(separator: "\n")
    }

    private var installed: String {
        guard !models.isEmpty else { return "no models; run 'make model' or set ROOST_MODELS" }
        return models.map { model in
            let rows: [(String, String?)] = [
                ("folder", model.folder), ("kind", model.kind?.rawValue),
                ("dimensions", model.dimension.map(String.init)),
                ("token limit", model.maximumTokenCount.map(String.init)),
                ("precision", model.precision?.rawValue), ("SHA-256", model.sha256),
                ("calibration", model.calibration), ("not usable", model.problem),
            ]
            let lines = rows.compactMap { name, value in
                value.map { "\n  " + name.padding(toLength: 13, withPad: " ", startingAt: 0) + $0 }
            }
            return model.name + lines.joined()
        }.joined(separator: "\n")
    }
}
