import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Embed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Embed the lines of a text file.",
        discussion: """
            One text a line; the output is a float32 .npy with one row a text, in the order of the input, of unit \
            length. An empty line is a text too.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The texts, UTF-8, one a line.")
    var input: String

    @Option(name: .long, help: "Where to write the embeddings, .npy.")
    var output: String

    @OptionGroup var encoder: PrecisionOptions

    @Option(name: .long, help: "The model's name or folder.")
    var model = ModelCatalog.defaultModelName

    func run() async throws {
        let settings = try await common.encoderSettings(precision: encoder.precision)
        let bar = ProgressBar("embedding")
        let embedding = TextEmbedding(
            input: URL(filePath: input),
            output: URL(filePath: output),
            model: try settings.catalog.model(named: model),
            precision: settings.precision
        )
        let result = try await embedding.run { completed, total in
            bar.update(completed: completed, total: total, unit: "texts")
        }
        bar.finish()
        try common.report(result) {
            let rate = result.tokensPerSecond.formatted(.number.precision(.fractionLength(0)))
            return "\(result.texts) texts, \(result.tokens) tokens, \(rate) tokens/s, \(result.precision)"
        }
    }
}
