import ArgumentParser

struct Evaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure retrieval or answers on a test set.",
        usage: """
            roost eval <dataset-dir> [--mode <mode> ...] [--chunked] [--per-query <file>]
            roost eval <dataset-dir> (--answers | --messages | --thresholds | --chunking)
            roost eval compare <first> <second>
            """,
        discussion: "'roost eval run --help' lists the options of the first two.",
        subcommands: [EvaluateRun.self, EvaluateCompare.self],
        defaultSubcommand: EvaluateRun.self
    )
}
