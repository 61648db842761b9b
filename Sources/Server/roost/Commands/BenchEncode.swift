import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct BenchEncode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode",
        abstract: "Measure the encoder on texts from a file.",
        discussion: """
            Loads the model, encodes all texts once, and then --passes times against the clock, in one process. Tokens a \
            second are the median of the passes, tokenization included; times are those of one call, which encodes \
            --batch texts. The memory is that of the whole process.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The texts, UTF-8, one a line.")
    var input: String

    @OptionGroup var encoder: PrecisionOptions

    @Option(name: .long, help: "The model's name or folder.")
    var model = ModelCatalog.defaultModelName

    @Option(name: .long, help: "Threads that encode. (default: one for each processor)")
    var threads: Int?

    @Option(name: .long, help: "Texts a call. (default: all)")
    var batch: Int?

    @Option(name: .long, help: "How often all texts are encoded.")
    var passes = 3

    @Flag(name: .long, help: "Measure the calls beside bulk work as well: long texts on another thread.")
    var besideBulk = false

    func validate() throws {
        for (name, value) in [("--threads", threads), ("--batch", batch), ("--passes", passes)] {
            if let value, value < 1 { throw ValidationError("\(name) must be at least 1, found \(value)") }
        }
    }

    func run() async throws {
        let settings = try await common.encoderSettings(precision: encoder.precision)
        var benchmark = EncoderBenchmark(
            input: URL(filePath: input),
            model: try settings.catalog.model(named: model)
        )
        benchmark.precision = settings.precision
        benchmark.threadCount = threads
        benchmark.batchSize = batch
        benchmark.passCount = passes
        benchmark.measuresBesideBulk = besideBulk
        let measurement = try benchmark.run()
        try common.report(measurement) {
            """
            \(measurement.tokensPerSecond) tokens/s, \(measurement.precision), \(measurement.threads) threads; \
            a call median \(measurement.medianMilliseconds) ms, p99 \(measurement.p99Milliseconds) ms; \
            ready after \(measurement.loadSeconds) s\(memory(measurement))\(besideBulk(measurement))
            """
        }
    }

    private func besideBulk(_ measurement: EncoderBenchmark.Measurement) -> String {
        measurement.besideBulk.map { calls in
            "; beside bulk work of \(calls.bulkTokensPerSecond) tokens/s a call median \(calls.medianMilliseconds) ms, "
                + "p99 \(calls.p99Milliseconds) ms"
        } ?? ""
    }

    private func memory(_ measurement: EncoderBenchmark.Measurement) -> String {
        measurement.loadedMemory.map { " with \($0.residentByteCount >> 20) MiB resident" } ?? ""
    }
}
