import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("roost jobs", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct JobCommandTests {
    private let folder: TemporaryDirectory
    private let roost: Program
    private var data: URL { folder.url.appending(path: "data") }
    private var input: URL { folder.url.appending(path: "input") }

    init() throws {
        folder = try TemporaryDirectory()
        roost = Program(dataFolder: folder.url.appending(path: "data"))
        try FileManager.default.createDirectory(at: input, withIntermediateDirectories: true)
    }

    private func write(_ name: String, sentences: Int) throws {
        let text = (0..<sentences).map { "Buoy \(name) reported wave height \($0 * 31 % 97) at hour \($0)." }
        try Data(text.joined(separator: " ").utf8).write(to: input.appending(path: name))
    }

    private func store() throws -> SQLiteStore { try SQLiteStore(folder: data) }

    /// The items of the first job; none while there is no job.
    private func items() throws -> [StoredJobItem] {
        try store().items(ofJob: 1, after: -1, limit: 1000)
    }

    /// Starts the program and kills it as soon as its job is so far.
    private func killed(_ arguments: [String], when isReached: ([StoredJobItem]) -> Bool) async throws {
        let process = try roost.start(arguments)
        defer { process.kill() }
        while !isReached(try items()) {
            try #require(process.isRunning, "it ended before it was killed: the test needs more work")
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("What kill -9 leaves of an ingestion, 'roost jobs resume' does, each file once")
    func resumption() async throws {
        for number in 100..<250 { try write("\(number).txt", sentences: 40) }
        try await killed(["ingest", "--collection", "c", input.path]) { $0.contains { $0.state == .running } }
        let left = try await roost.run("jobs", "--json").object()
        let listed = try #require((left["jobs"] as? [[String: any Sendable]])?.first)
        #expect(listed["id"] as? String == "1" && listed["state"] as? String == "running")
        let output = try await roost.run("jobs", "resume", "--json")
        #expect(output.status == 0, "\(output.standardError)")
        #expect(try items().count == 150 && items().allSatisfy { $0.state == .done })
        #expect(try store().job(1)?.state == .done)
        let shown = try await roost.run("jobs", "show", "1")
        #expect(shown.standardOutput.contains("150/150"))
        #expect(shown.standardOutput.split(separator: "\n").count == 151)
        let again = try await roost.run("ingest", "--collection", "c", input.path, "--json").object()
        let files = try #require(again["files"] as? [[String: any Sendable]])
        #expect(files.count == 150 && files.allSatisfy { $0["status"] as? String == "unchanged" })
        #expect(try await roost.run("jobs", "resume").standardOutput == "nothing waits\n")
        #expect(try await roost.run("doctor").status == 0)
    }

    @Test("A file that takes the process along twice has failed, and the others are done")
    func poison() async throws {
        try write("slow.txt", sentences: 40_000)
        try write("a.txt", sentences: 3)
        try write("b.txt", sentences: 3)
        let isAtWork: ([StoredJobItem]) -> Bool = { $0.contains { $0.name == "slow.txt" && $0.state == .running } }
        try await killed(["ingest", "--collection", "c", input.path], when: isAtWork)
        try await killed(["jobs", "resume"]) { isAtWork($0) && $0.allSatisfy { $0.interruptionCount > 0 } }
        let output = try await roost.run("jobs", "resume")
        #expect(output.status == 1)
        #expect(output.standardOutput.contains("failed     slow.txt: the process that worked at it ended"))
        #expect(try items().map(\.state) == [.done, .done, .failed])
        #expect(try await roost.run("doctor").status == 0)
    }

    @Test("A signal cancels an ingestion; the job is tried again and done", arguments: [SIGTERM, SIGINT])
    func interruption(signal: Int32) async throws {
        for number in 100..<400 { try write("\(number).txt", sentences: 40) }
        let started = Signal<pid_t>()
        async let ended = roost.run(["ingest", "--collection", "c", input.path]) { started.fire($0) }
        let process = try await started.wait()
        while try !items().contains(where: { $0.state == .running }) {
            // Also should it have ended before that: there is no such process then.
            try #require(kill(process, 0) == 0, "it ended before it was interrupted: the test needs more work")
            try await Task.sleep(for: .milliseconds(10))
        }
        kill(process, signal)
        let output = try await ended
        #expect(output.status == 1 && output.standardError.contains("job 1 was cancelled"), "\(output)")
        #expect(try store().job(1)?.state == .cancelled)
        let refused = try await roost.run("jobs", "cancel", "1")
        #expect(refused.status == 1 && refused.standardError.contains("cancelled already"))
        let retried = try await roost.run("jobs", "retry", "1", "--json").object()
        #expect(retried["state"] as? String == "queued")
        let cancelled = try await roost.run("jobs", "cancel", "1", "--json").object()
        #expect(cancelled["state"] as? String == "cancelled")
        _ = try await roost.run("jobs", "retry", "1")
        #expect(try await roost.run("jobs", "resume", "1").status == 0)
        #expect(try items().allSatisfy { $0.state == .done && $0.interruptionCount == 0 })
    }

    @Test("A job that another process runs, and one whose attempts are used up, are told as such")
    func unclaimable() async throws {
        let store = try store()
        let job = NewJob(
            kind: .ingest,
            subject: JobSubject(owner: .local, collection: "c"),
            items: [NewJobItem(path: "/none", name: "a")]
        )
        let somebody = JobClaimant(holder: "somebody", now: 0, leaseEnd: 4_000_000_000_000)
        let held = try store.addJob(job, now: 0, claimant: somebody).id
        let running = try await roost.run("jobs", "resume", "\(held)")
        #expect(running.status == 1 && running.standardError.contains("run by another process"), "\(running)")
        let spent = try store.addJob(job, now: 0, claimant: nil).id
        var choice = JobChoice(attemptLimit: 8)
        choice.id = spent
        for _ in 0..<8 {
            let lease = try #require(try store.claimJob(choice, by: somebody)).lease
            _ = try store.endJob(lease, .postponed(until: 0, reason: "broken"), now: 0)
        }
        let failed = try await roost.run("jobs", "resume", "\(spent)")
        #expect(failed.status == 1 && failed.standardOutput.contains("no item was finished in 8 attempts"), "\(failed)")
    }

    @Test("What is not there, or no kind or state, is told")
    func refusals() async throws {
        for arguments in [["show", "7"], ["cancel", "x"], ["retry", "outbox-7"], ["resume", "7"]] {
            let output = try await roost.run(["jobs"] + arguments)
            #expect(output.status == 1 && output.standardError.contains("job '"), "\(arguments)")
        }
        #expect(try await roost.run("jobs", "--state", "stuck").status == 1)
        #expect(try await roost.run("jobs", "--limit", "0").status == 64)
        #expect(try await roost.run("jobs").standardOutput == "no jobs\n")
    }
}
