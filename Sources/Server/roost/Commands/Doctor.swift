import ArgumentParser
import RoostServer

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every invariant of the data folder.",
        discussion: "Prints what is wrong. The exit code is 1 if anything is. A running server's writes wait meanwhile."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let problems = try await common.administration().problems()
        let report = DoctorReport(ok: problems.isEmpty, problems: problems)
        try common.report(report) { problems.isEmpty ? "all is well" : problems.joined(separator: "\n") }
        guard problems.isEmpty else { throw ExitCode.failure }
    }
}

/// What `roost doctor --json` prints.
private struct DoctorReport: Encodable {
    var ok: Bool
    var problems: [String]
}
