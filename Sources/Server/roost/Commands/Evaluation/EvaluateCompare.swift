import ArgumentParser
import Foundation
import RetrievalEngine

struct EvaluateCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two runs over the same queries by the paired bootstrap.",
        discussion: """
            The files are those of 'roost eval --per-query'. For each metric: both means, their difference (second minus \
            first) with its 95% interval, and how likely a difference as large would be if the runs were equally good.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "Drawings of the bootstrap.")
    var resamples = 10_000

    @Option(name: .long, help: "Chooses the drawings.")
    var seed: UInt64 = 1

    @Argument(help: "A file of queries.")
    var first: String

    @Argument(help: "Another one of the same queries.")
    var second: String

    func validate() throws {
        guard (1...1_000_000).contains(resamples) else {
            throw ValidationError("--resamples must be from 1 to 1000000, found \(resamples)")
        }
    }

    func run() throws {
        let runs = try [first, second].map { try [QueryRecord](contentsOf: URL(filePath: $0)) }
        let result = try RunComparison(runs[0], runs[1]).run(resampleCount: resamples, seed: seed)
        try common.report(result) { result.table }
    }
}
