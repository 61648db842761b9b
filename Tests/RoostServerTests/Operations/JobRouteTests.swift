import DocumentStore
import Foundation
import HTTPTypes
import LanguageModel
import Logging
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("What is done in the background, over HTTP", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct JobRouteTests {
    private static let job = NewJob(
        kind: .ingest,
        subject: JobSubject(owner: .local, collection: "notes"),
        items: [NewJobItem(path: "/in/a.txt", name: "a.txt", byteCount: 7)]
    )

    /// Holds jobs for the time of a test, so that the server's own worker leaves them alone.
    private static let somebody = JobClaimant(holder: "somebody", now: 0, leaseEnd: 4_000_000_000_000)

    /// Sends a request and compares the answer with the server's document.
    private static func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        key: String? = TestServer.masterKey,
        to server: TestServer,
        answers status: Int
    ) async throws -> Answer {
        let answer = try await server.send(method, path, key: key)
        #expect(answer.status == status, "\(method) \(path): \(answer.text)")
        #expect(try await server.description().mismatches(of: answer, to: method, path) == [], "\(method) \(path)")
        return answer
    }

    @Test("Only the master key sees or changes anything")
    func keys() async throws {
        try await TestServer.run { server in
            let botKey = try await server.makeBot("b")
            let id = try server.engine.store.addJob(Self.job, now: 0, claimant: Self.somebody).id
            for key in [nil, "wrong", botKey] {
                for (method, path) in [
                    (HTTPRequest.Method.get, "/operations/jobs"), (.get, "/operations/jobs/\(id)"),
                    (.get, "/operations/jobs/999"), (.post, "/operations/jobs/\(id)/cancel"),
                    (.post, "/operations/jobs/\(id)/retry"),
                ] {
                    let answer = try await Self.send(method, path, key: key, to: server, answers: 401)
                    #expect(!answer.text.contains("a.txt"))
                }
            }
            let job = try server.engine.store.job(id)
            #expect(job?.state == .running && job?.isCancelling == false)
        }
    }

    @Test("Jobs are listed, shown, cancelled and tried again; what does not fit is told")
    func jobs() async throws {
        try await TestServer.run { server in
            let store = server.engine.store
            let (id, lease) = try store.addJob(Self.job, now: 1_700_000_000_000, claimant: Self.somebody)
            try store.scheduleCompaction(at: 4_000_000_000_000, steps: ["a"], now: 1_700_000_000_000)
            let list = try await Self.send(.get, "/operations/jobs", to: server, answers: 200)
            #expect(Set(list["jobs"]?.elements.map { $0["kind"] } ?? []) == ["ingest", "compaction"])
            #expect(list["counts.ingest.running"] == 1 && list["counts.outbox.failed"] == 0)
            let filtered = try await Self.send(.get, "/operations/jobs?kind=ingest&limit=1", to: server, answers: 200)
            #expect(filtered["jobs.0.id"] == .string("\(id)") && filtered["jobs"]?.elements.count == 1)
            #expect(filtered["jobs.0.owner"] == "local:" && filtered["jobs.0.collection"] == "notes")
            let none = try await Self.send(.get, "/operations/jobs?state=failed", to: server, answers: 200)
            #expect(none["jobs"] == [])
            for query in ["kind=x", "state=x", "limit=0", "limit=x"] {
                _ = try await Self.send(.get, "/operations/jobs?\(query)", to: server, answers: 422)
            }
            let path = "/operations/jobs/\(id)"
            let shown = try await Self.send(.get, path, to: server, answers: 200)
            #expect(shown["items.0.name"] == "a.txt" && shown["progress.bytes"] == 7)
            let rest = try await Self.send(.get, "\(path)?after=0", to: server, answers: 200)
            #expect(rest["items"] == [])
            _ = try await Self.send(.post, "\(path)/retry", to: server, answers: 409)
            let cancelling = try await Self.send(.post, "\(path)/cancel", to: server, answers: 200)
            #expect(cancelling["state"] == "running" && cancelling["cancelling"] == true)
            #expect(try store.endJob(#require(lease), .released, now: 1_700_000_001_000) == .cancelled)
            _ = try await Self.send(.post, "\(path)/cancel", to: server, answers: 409)
            let retried = try await Self.send(.post, "\(path)/retry", to: server, answers: 200)
            #expect(retried["state"] == "queued" && retried["finished_at"] == .null)
            for unknown in ["999", "x", "outbox-9", "outbox-", "sent-1", "-1", "99999999999999999999"] {
                _ = try await Self.send(.get, "/operations/jobs/\(unknown)", to: server, answers: 404)
                _ = try await Self.send(.post, "/operations/jobs/\(unknown)/cancel", to: server, answers: 404)
                _ = try await Self.send(.post, "/operations/jobs/\(unknown)/retry", to: server, answers: 404)
            }
        }
    }

    @Test("A compaction is not tried again beside another one, and that is the reason told")
    func replacedCompaction() async throws {
        try await TestServer.run { server in
            let store = server.engine.store
            try store.scheduleCompaction(at: 4_000_000_000_000, steps: ["a"], now: 1)
            let waiting = try store.jobs(ofKinds: [.compaction], inStates: [.queued], limit: 1)
            let path = "/operations/jobs/\(try #require(waiting.first).id)"
            _ = try await Self.send(.post, "\(path)/cancel", to: server, answers: 200)
            try store.scheduleCompaction(at: 4_000_000_000_000, steps: ["a"], now: 1)
            let refused = try await Self.send(.post, "\(path)/retry", to: server, answers: 409)
            #expect(refused["detail"]?.stringValue?.contains("another compaction waits") == true)
        }
    }

    @Test("A running server does what a lost process left")
    func worker() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "a.txt")
        try Data("Herons nest in trees.".utf8).write(to: file)
        try await TestServer.run(isLive: true, dataFolder: folder.url.appending(path: "data")) { server in
            _ = try await server.engine.collection(named: "notes", owner: .local, createIfMissing: true)
            var job = Self.job
            job.items[0].path = file.path
            let dead = JobClaimant(holder: "somebody", now: 0, leaseEnd: 1)
            let id = try server.engine.store.addJob(job, now: 0, claimant: dead).id
            // Any change of a job wakes the worker.
            let other = try server.engine.store.addJob(Self.job, now: 0, claimant: nil).id
            _ = try await server.send(.post, "/operations/jobs/\(other)/cancel")
            while try server.engine.store.job(id)?.state.isFinal == false {
                try await Task.sleep(for: .milliseconds(50))
            }
            let shown = try await Self.send(.get, "/operations/jobs/\(id)", to: server, answers: 200)
            #expect(shown["state"] == "done" && shown["items.0.outcome"] == "inserted")
        }
    }

    @Test("An analysis that goes on failing is a dead letter, which is listed and tried again")
    func intelligence() async throws {
        let folder = try TemporaryDirectory()
        try AgentWorkspace.leaveUnanalysed(2, in: folder.url)
        try await Self.analyse(in: folder.url) { text in
            guard !text.contains("10000") else { throw EngineError(.internalFailure, "it does not work") }
        }
        try await TestServer.run(dataFolder: folder.url) { server in
            let list = try await Self.send(.get, "/operations/jobs?kind=intelligence", to: server, answers: 200)
            #expect(list["counts.intelligence.failed"] == 1 && list["counts.intelligence.done"] == 1)
            let id = try #require(list["jobs.0.id"]?.stringValue)
            #expect(id.hasPrefix("intelligence-") && list["jobs.0.failure"] == "it does not work")
            #expect(list["jobs.0.attempts"] == 3)
            #expect(!list.text.contains("order"))
            _ = try await Self.send(.post, "/operations/jobs/\(id)/cancel", to: server, answers: 409)
            let retried = try await Self.send(.post, "/operations/jobs/\(id)/retry", to: server, answers: 200)
            #expect(retried["state"] == "queued" && retried["attempts"] == 0)
            _ = try await Self.send(.post, "/operations/jobs/\(id)/retry", to: server, answers: 409)
        }
    }

    /// Analyses the messages of a folder until none waits, each at most three times.
    private static func analyse(
        in folder: URL,
        _ check: @escaping @Sendable (String) throws -> Void
    ) async throws {
        var configuration = ServerConfiguration()
        configuration.dataFolder = folder
        configuration.modelsFolder = Fixtures.modelFolder?.deletingLastPathComponent()
        let engine = try configuration.makeEngine()
        var retries = RetryPolicy()
        retries.maximumRetryCount = 2
        retries.baseDelay = .zero
        let signal = WorkSignal()
        let worker = IntelligenceWorker(
            engine: engine,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            signal: signal,
            retries: retries,
            analysis: { text in
                // Else it would rest before the next attempt.
                signal.notify()
                try check(text)
                return MessageIntelligence(topic: "a", intent: "b", sentiment: .neutral, entities: [])
            }
        )
        let task = Task { try await worker.run() }
        while try engine.store.pendingIntelligenceCount(inWorkspace: AgentWorkspace.id) > 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        task.cancel()
        try await task.value
    }
}
