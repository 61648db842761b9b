import ArgumentParser
import Foundation
import RoostServer

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a backup of the data folder.",
        discussion: """
            Safe beside a running server: the backup holds all that was acknowledged before it began. It is one file, for \
            its owner alone: it holds the server's secret. A file of that name is replaced when the new one is whole. \
            Ctrl-C ends it, and leaves nothing.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let folder = try await common.settings().dataFolder
        let progress = ProgressBar("backup")
        defer { progress.finish() }
        let summary = try await blockingUntilSignals { [file] checkpoint in
            try DataFolderBackup.write(to: URL(filePath: file), of: folder, checkpoint: checkpoint) { done, total in
                progress.update(completed: done, total: total, unit: "pages")
            }
        }
        progress.finish()
        try common.report(summary) { "\(folder.relativePath) is in \(file), \(summary.bytes) bytes" }
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put a backup into an empty data folder, or into one that is given up.",
        discussion: """
            The backup is checked first. No server may run on the data folder. What is written to it by other commands \
            meanwhile is given up with the rest. Ctrl-C ends it, and changes nothing.
            """
    )

    @OptionGroup var common: CommonOptions

    @Argument(help: "The file.")
    var file: String

    @Flag(name: .long, help: "Give up what the data folder holds, readable or not.")
    var replace = false

    func run() async throws {
        let folder = try await common.settings().dataFolder
        let summary = try await blockingUntilSignals { [file, replace] checkpoint in
            try DataFolderBackup.restore(
                from: URL(filePath: file),
                to: folder,
                replacing: replace,
                checkpoint: checkpoint
            )
        }
        try common.report(summary) { "\(folder.relativePath) is as \(file) has it, \(summary.bytes) bytes" }
    }
}
