import ArgumentParser
import RoostServer

struct Jobs: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and steer work that outlives a request.",
        discussion: """
            Ingestions and compactions are jobs of their own, and stay in the data folder until they are done: after a \
            crash 'roost jobs resume', or a running server, does what is left. What is to be done about messages of the \
            Agents API, such as 'outbox-12', is listed when it has failed. Safe beside a server.
            """,
        subcommands: [List.self, Show.self, Cancel.self, Retry.self, Resume.self],
        defaultSubcommand: List.self
    )
}

extension Jobs {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List jobs, newest first.")

        @OptionGroup var common: CommonOptions

        @Option(name: .long, help: "Only jobs that are queued, running, done, failed or cancelled.")
        var state: String?

        @Option(name: .long, help: "Only this kind: ingest, compaction, intelligence or outbox.")
        var kind: String?

        @Option(name: .long, help: "At most so many.")
        var limit = 50

        func validate() throws {
            guard limit >= 1 else { throw ValidationError("--limit is at least 1, got \(limit)") }
        }

        func run() async throws {
            let list = try await common.administration().jobs(kind: kind, state: state, limit: limit)
            try common.report(list) { list.jobs.isEmpty ? "no jobs" : list.jobs.map(\.line).joined(separator: "\n") }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a job with its items.")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The job.")
        var id: String

        func run() async throws {
            let found = try await common.administration().job(id)
            let report = JobReport(job: found.job, items: found.items)
            try common.report(report) { report.text }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Cancel a job; one that runs stops within seconds, and what it has finished stays."
        )

        @OptionGroup var common: CommonOptions

        @Argument(help: "The job.")
        var id: String

        func run() async throws {
            let job = try await common.administration().cancelJob(id)
            try common.report(job) { job.line }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Queue a job again that has failed, was cancelled or has failed items.",
            discussion: "A running server does it; without one, 'roost jobs resume' does."
        )

        @OptionGroup var common: CommonOptions

        @Argument(help: "The job.")
        var id: String

        func run() async throws {
            let job = try await common.administration().retryJob(id)
            try common.report(job) { job.line }
        }
    }
}
