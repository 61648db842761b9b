import ArgumentParser

/// The program: its subcommands, and nothing else.
@main
struct Roost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roost",
        abstract: "Ingest documents, search them exactly, and answer with citations.",
        discussion: """
            Documents go into collections below the data folder (--data, ROOST_DATA, default ./roost-data). Results go \
            to standard output, progress and errors to standard error. Exit codes: 0 done, 1 failed, 64 wrong usage.

            EXAMPLE
              roost ingest --collection manuals fixtures/documents
              roost query --collection manuals "How long do the batteries last?"
            """,
        version: "1.0.0",
        subcommands: [
            Serve.self, Ingest.self, Jobs.self, Query.self, Models.self, Token.self, Admin.self, Doctor.self,
            Backup.self, Restore.self, Evaluate.self, Calibrate.self, Embed.self, Bench.self,
        ]
    )
}
