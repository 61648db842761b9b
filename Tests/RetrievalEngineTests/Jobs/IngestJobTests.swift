import DocumentStore
import Foundation
import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("Ingestion as a job", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct IngestJobTests {
    private let fixture: EngineFixture
    private let input: TemporaryDirectory
    private var engine: RetrievalEngine { fixture.engine }
    private var store: SQLiteStore { fixture.engine.store }

    init() throws {
        fixture = try EngineFixture()
        input = try TemporaryDirectory()
    }

    private func collection() async throws -> Collection {
        try await engine.collection(named: "c", owner: .local, createIfMissing: true)
    }

    private func file(_ name: String, _ text: String) throws -> IngestFile {
        let url = input.url.appending(path: name)
        try Data(text.utf8).write(to: url)
        return IngestFile(url: url, name: name)
    }

    private func items(_ id: Int64 = 1) throws -> [StoredJobItem] {
        try store.items(ofJob: id, after: -1, limit: 1000)
    }

    /// Goes on with a job that nobody holds any more.
    private func resume(onProgress: @escaping @Sendable (IngestProgress) -> Void = { _ in }) async throws {
        let claimed = try #require(try await engine.claimJob(ignoringDelays: true))
        try await engine.resumeIngestion(claimed, stop: .releases, onProgress: onProgress)
    }

    @Test("It gives what an ingestion gives, and is written down with what came of each file")
    func results() async throws {
        let files = [
            try file("a.txt", "Herons nest in trees."), try file("empty.txt", ""), try file("b.txt", "Cranes dance."),
            IngestFile(url: input.url.appending(path: "missing.txt"), name: "missing.txt"),
            IngestFile(url: input.url.appending(path: "b.txt"), name: "a.txt"),
        ]
        let plain = try await collection().ingest(files)
        #expect(try store.jobCounts().isEmpty)
        let other = try await engine.collection(named: "other", owner: .local, createIfMissing: true)
        let results = try await other.ingestAsJob(files)
        #expect(results.map(\.file) == files)
        #expect(results.map { try? $0.outcome.get().outcome } == [.inserted, nil, .inserted, nil, nil])
        for (result, expected) in zip(results, plain) {
            if case .failure(let error) = expected.outcome, case .failure(let found) = result.outcome {
                #expect(found.message == error.message)
            }
        }
        #expect(try items().map(\.state) == [.done, .failed, .done, .failed, .failed])
        #expect(try items().map(\.path) == files.map(\.url.path))
        let job = try #require(try store.job(1))
        #expect(job.state == .done && job.progress.failedItemCount == 3 && job.progress.chunkCount == 2)
        #expect(try store.integrityProblems() == [])
        // The same again: nothing is encoded, and the digests are known all the same.
        let again = try await other.ingestAsJob(files)
        #expect(again.map { try? $0.outcome.get().outcome } == [.unchanged, nil, .unchanged, nil, nil])
        #expect(try items(2).first?.sha256 == items(1).first?.sha256)
        #expect(try store.integrityProblems() == [])
    }

    @Test("What a lost process left is done once; what it was at is done alone")
    func resumption() async throws {
        let files = try (0..<6).map { try file("\($0).txt", "Buoy \($0) reported a wave.") }
        _ = try await collection()
        let job = NewJob(
            kind: .ingest,
            subject: JobSubject(owner: .local, collection: "c"),
            items: files.map { NewJobItem(path: $0.url.path, name: $0.name, byteCount: 10) }
        )
        let dead = JobClaimant(holder: "somebody", now: 0, leaseEnd: 1)
        let lease = try #require(try store.addJob(job, now: 0, claimant: dead).lease)
        #expect(try store.beginItems([0, 1, 2], under: lease))
        _ = try await collection().ingest([files[1]])
        let reports = Reports()
        try await resume { report in reports.all.withLock { $0.append(report) } }
        #expect(try store.job(1)?.state == .done)
        // Also over the groups in which it is done.
        let told = reports.all.withLock { $0 }
        #expect(Set(told.map(\.fileCount)) == [6] && told.map(\.finishedFileCount).max() == 6)
        #expect(try items().map(\.outcome) == ["inserted", "unchanged"] + Array(repeating: "inserted", count: 4))
        #expect(try items().map(\.interruptionCount) == [1, 1, 1, 0, 0, 0])
        #expect(try await collection().documentNames().sorted() == files.map(\.name))
        #expect(try store.integrityProblems() == [])
    }

    @Test("A file with which two processes were lost has failed, and the others go on")
    func poison() async throws {
        let files = try (0..<3).map { try file("\($0).txt", "Buoy \($0) reported a wave.") }
        _ = try await collection()
        let job = NewJob(
            kind: .ingest,
            subject: JobSubject(owner: .local, collection: "c"),
            items: files.map { NewJobItem(path: $0.url.path, name: $0.name) }
        )
        let first = JobClaimant(holder: "first", now: 0, leaseEnd: 1)
        let lease = try #require(try store.addJob(job, now: 0, claimant: first).lease)
        #expect(try store.beginItems([1], under: lease))
        let second = JobClaimant(holder: "second", now: 2, leaseEnd: 3)
        let again = try #require(try store.claimJob(JobChoice(attemptLimit: 8), by: second)).lease
        #expect(try store.beginItems([1], under: again))
        try await resume()
        #expect(try items().map(\.state) == [.done, .failed, .done])
        #expect(try await collection().documentNames().sorted() == ["0.txt", "2.txt"])
        guard case .changed? = try store.retryJob(1, now: 10) else { throw CancellationError() }
        try await resume()
        #expect(try items().map(\.state) == [.done, .done, .done])
    }

    @Test("A job that is cancelled while it runs stops, and keeps what it has finished")
    func cancellation() async throws {
        let files = try (0..<400).map { number in
            try file(
                "\(number).txt",
                (0..<40).map { "Buoy \(number) saw \($0) waves of a kind." }.joined(separator: " ")
            )
        }
        var policy = JobPolicy()
        policy.heartbeatInterval = .milliseconds(20)
        let store = store
        let collection = try await collection()
        let interruption = await #expect(throws: JobInterruption.self) {
            _ = try await collection.ingestAsJob(files, policy: policy) { progress in
                guard progress.encodedChunkCount > 0 else { return }
                _ = try? store.cancelJob(1, now: 1, deadHolders: [])
            }
        }
        #expect(interruption?.reason == .cancelled)
        let job = try #require(try store.job(1))
        #expect(job.state == .cancelled && job.progress.finishedItemCount < files.count)
        #expect(try await collection.documentNames().count == job.progress.finishedItemCount)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A task that is cancelled says so in the store before its work has ended")
    func markedCancellation() async throws {
        let files = [try file("a.txt", "Herons nest in trees.")]
        let collection = try await collection()
        let (isAtWork, store) = (Signal<Bool>(), store)
        let task = Task {
            try await collection.ingestAsJob(files) { progress in
                guard progress.encodedChunkCount > 0, !isAtWork.isFired else { return }
                isAtWork.fire(true)
                // Work that does not look whether it is cancelled.
                while (try? store.job(1)?.isCancelling) != true { usleep(1000) }
            }
        }
        try await isAtWork.wait()
        task.cancel()
        let interruption = await #expect(throws: JobInterruption.self) { _ = try await task.value }
        #expect(interruption?.reason == .cancelled)
        #expect(try store.job(1)?.state == .cancelled)
    }

    @Test("Who has lost the lease meanwhile stores nothing")
    func lostLease() async throws {
        let collection = try await collection()
        let store = store
        let files = [try file("a.txt", "Herons nest in trees.")]
        let interruption = await #expect(throws: JobInterruption.self) {
            _ = try await collection.ingestAsJob(files) { progress in
                guard progress.encodedChunkCount > 0 else { return }
                let other = JobClaimant(holder: "other", now: 4_000_000_000_000, leaseEnd: 5_000_000_000_000)
                _ = try? store.claimJob(JobChoice(attemptLimit: 8), by: other)
            }
        }
        #expect(interruption?.reason == .lost)
        #expect(try await collection.documentNames().isEmpty)
        #expect(try store.job(1)?.holder == "other")
    }

    @Test("A full disk is waited for: it does not use up a job's attempts")
    func fullDisk() async throws {
        let collection = try await collection()
        let disk = try FullDisk(dataFolder: fixture.folder.url)
        try disk.begin(at: "INSERT ON document")
        let files = [try file("a.txt", "Herons nest in trees.")]
        let error = await #expect(throws: EngineError.self) { _ = try await collection.ingestAsJob(files) }
        #expect(error?.code == .outOfSpace)
        let job = try #require(try store.job(1))
        #expect(job.state == .queued && job.attemptCount == 0 && job.failure != nil)
        // Not at once, and not so late that somebody would take it for stuck.
        #expect((20...30).contains(Double(job.nextAttemptAt) / 1e3 - Date.now.timeIntervalSince1970))
        try disk.end()
        try await resume()
        #expect(try store.job(1)?.state == .done)
        #expect(try store.integrityProblems() == [])
    }

    @Test("Where the end of a job cannot be written down, its own error is told, and no file is blamed")
    func forgottenEnd() async throws {
        let collection = try await collection()
        let disk = try FullDisk(dataFolder: fixture.folder.url)
        try disk.begin(at: "INSERT ON document")
        try disk.begin(at: "UPDATE OF failure ON job")
        var policy = JobPolicy()
        policy.leaseDuration = .zero
        let files = [try file("a.txt", "Herons nest in trees."), try file("b.txt", "Cranes dance.")]
        let error = await #expect(throws: EngineError.self) {
            _ = try await collection.ingestAsJob(files, policy: policy)
        }
        #expect(error?.message.contains("store documents") == true)
        #expect(try store.job(1)?.state == .running)
        try disk.end()
        try await resume()
        #expect(try items().map(\.state) == [.done, .done] && items().allSatisfy { $0.interruptionCount == 0 })
        #expect(try store.integrityProblems() == [])
    }

    @Test("A file that is too large is not read")
    func largeFile() async throws {
        let large = try file("large.txt", "")
        try FileHandle(forWritingTo: large.url).truncate(atOffset: 100 << 20)
        let results = try await collection().ingest([large])
        let error = #expect(throws: EngineError.self) { try #require(results.first).outcome.get() }
        #expect(error?.message.contains("the file has 104857600 bytes; the limit is 67108864") == true)
    }

    @Test("A link out of a folder has failed with the reason, also when it is tried again")
    func links() async throws {
        let secret = try file("secret.txt", "Herons nest in trees.")
        let folder = input.url.appending(path: "folder")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let link = folder.appending(path: "link.txt")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: secret.url)
        let results = try await collection().ingestAsJob(IngestFile.files(at: [folder]))
        let error = #expect(throws: EngineError.self) { try #require(results.first).outcome.get() }
        #expect(error?.message.contains("symbolic link") == true)
        guard case .changed? = try store.retryJob(1, now: 10) else { throw CancellationError() }
        try await resume()
        #expect(try items().map(\.state) == [.failed])
        let given = try await collection().ingestAsJob(IngestFile.files(at: [link]))
        #expect(try given.map { try $0.outcome.get().name } == ["link.txt"])
    }

    @Test("A job whose collection is gone has failed with that reason")
    func missingCollection() async throws {
        let job = NewJob(
            kind: .ingest,
            subject: JobSubject(owner: .local, collection: "none"),
            items: [.init(name: "a")]
        )
        _ = try store.addJob(job, now: 0, claimant: nil)
        await #expect(throws: EngineError.self) { try await resume() }
        #expect(try store.job(1)?.state == .failed)
        #expect(try store.job(1)?.failure?.contains("no collection 'none'") == true)
    }

    @Test("A named pipe is refused, not waited for")
    func pipe() async throws {
        let pipe = input.url.appending(path: "pipe")
        let isMade = unsafe mkfifo(pipe.path, 0o600) == 0
        try #require(isMade)
        let results = try await collection().ingest([IngestFile(url: pipe, name: "pipe")])
        let result = try #require(results.first)
        let error = #expect(throws: EngineError.self) { try result.outcome.get() }
        #expect(error?.message.contains("pipe") == true)
    }

    @Test("Compaction does its steps, is done again when it is due, and forgets old jobs")
    func compaction() async throws {
        _ = try await collection().ingest([try file("a.txt", "Herons nest in trees.")])
        let old = try store.addJob(
            .init(kind: .ingest, subject: .init(owner: .local, collection: "c"), items: []),
            now: 0,
            claimant: nil
        ).id
        _ = try store.cancelJob(old, now: 1, deadHolders: [])
        try await engine.scheduleCompaction()
        try await engine.scheduleCompaction()
        #expect(try await engine.claimJob()?.job == nil)
        let claimed = try #require(try await engine.claimJob(ignoringDelays: true))
        try await engine.compact(claimed)
        #expect(try store.job(claimed.job.id)?.state == .done)
        #expect(try items(claimed.job.id).allSatisfy { $0.outcome == "completed" })
        // Whatever becomes of the others.
        #expect(try items(claimed.job.id).first?.name == "old jobs")
        #expect(try store.job(old) == nil)
        try await engine.scheduleCompaction()
        let next = try store.jobs(ofKinds: [.compaction], inStates: [.queued], limit: 9)
        #expect(next.count == 1)
        let hours = Double(try #require(next.first).nextAttemptAt) / 3.6e6 - Date.now.timeIntervalSince1970 / 3600
        #expect((23...24).contains(hours))
        #expect(try store.integrityProblems() == [])
    }

    @Test("A compaction that is cancelled is not made again at once, also when there is much to give back")
    func cancelledCompaction() async throws {
        var policy = CompactionPolicy()
        policy.releasableByteCount = 0
        let now = RetrievalEngine.milliseconds
        for _ in 0..<2 {
            try await engine.scheduleCompaction(policy)
            let waiting = try store.jobs(ofKinds: [.compaction], inStates: [.queued], limit: 9)
            let due = try #require(waiting.first).nextAttemptAt
            #expect(waiting.count == 1 && due >= now + policy.shortInterval.wholeMilliseconds)
            _ = try store.cancelJob(waiting[0].id, now: RetrievalEngine.milliseconds, deadHolders: [])
        }
        try await engine.scheduleCompaction()
        let next = try store.jobs(ofKinds: [.compaction], inStates: [.queued], limit: 1).first
        #expect(try #require(next).nextAttemptAt >= now + CompactionPolicy().interval.wholeMilliseconds)
    }

    @Test("Compaction, whose steps others wait for, does not wait for work in the background")
    func lanes() async throws {
        try await engine.scheduleCompaction()
        let claimed = try #require(try await engine.claimJob(ignoringDelays: true))
        let (isDone, engine) = (Signal<Bool>(), engine)
        let begun = (0..<ProcessInfo.processInfo.activeProcessorCount).map { _ in Signal<Bool>() }
        try await withThrowingTaskGroup { group in
            defer { isDone.fire(true) }
            for signal in begun {
                group.addTask {
                    try await engine.run(in: .bulk) {
                        signal.fire(true)
                        while !isDone.isFired { usleep(1000) }
                    }
                }
            }
            for signal in begun { try await signal.wait() }
            try await engine.compact(claimed)
        }
        #expect(try store.job(claimed.job.id)?.state == .done)
    }
}

/// What was told of the progress of a job.
private final class Reports: Sendable {
    let all = Mutex<[IngestProgress]>([])
}
