import ArgumentParser
import RetrievalEngine
import RoostServer

extension Jobs {
    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Do what is left of ingestions that wait, or whose process has died.",
            discussion: """
                Files that were being read when a process died are read one by one; one with which the process dies a \
                second time has failed, and the others go on. The exit code is 1 when a job or a file has failed.
                """
        )

        @OptionGroup var common: CommonOptions

        @Argument(help: "Only this job, of whatever kind.")
        var id: String?

        func run() async throws {
            let engine = try await common.encoderSettings().makeEngine()
            let bar = ProgressBar("ingesting")
            let resumed = try await cancelledBySignals { [id] in
                try await engine.resumeJobs(id) { bar.show($0) }
            }
            bar.finish()
            let reports = resumed.map { JobReport(job: $0.job, items: $0.items) }
            try common.report(["jobs": reports]) {
                reports.isEmpty ? "nothing waits" : reports.map(\.text).joined(separator: "\n")
            }
            if resumed.contains(where: { $0.job.state != "done" || ($0.job.progress?.itemsFailed ?? 0) > 0 }) {
                throw ExitCode.failure
            }
        }
    }
}
