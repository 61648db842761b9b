import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite("Jobs", .timeLimit(.minutes(1)))
struct JobTests {
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }
    private let choice = JobChoice(attemptLimit: 3)

    init() throws {
        fixture = try TemporaryStore()
    }

    private func add(_ sizes: [Int64] = [10, 20, 30], now: Int64 = 0) throws -> Int64 {
        try store.addJob(.files(sizes), now: now, claimant: nil).id
    }

    private func claim(
        _ holder: String = "a",
        at now: Int64 = 0,
        ignoringDelays: Bool = false,
        dead: Set<String> = []
    ) throws -> (job: StoredJob, lease: JobLease)? {
        var choice = choice
        choice.ignoresDelays = ignoringDelays
        let claimant = JobClaimant(holder: holder, now: now, leaseEnd: now + 100, deadHolders: dead)
        return try store.claimJob(choice, by: claimant)
    }

    private func states(_ id: Int64) throws -> [JobItemState] {
        try store.items(ofJob: id, after: -1, limit: 100).map(\.state)
    }

    @Test("A job is run under a lease to its end, and tells how far it is")
    func lifecycle() throws {
        let id = try add()
        #expect(try store.hasDueJob(choice, now: 0, deadHolders: []))
        let (job, lease) = try #require(try claim(at: 1000))
        #expect(job.id == id && job.state == .running && job.attemptCount == 1 && job.holder == "a")
        #expect(try claim("b", at: 1099) == nil)
        #expect(try store.beginItems([0, 1], under: lease))
        #expect(try states(id) == [.running, .running, .queued])
        let results = [
            JobItemResult(
                number: 0,
                outcome: .done("inserted", chunkCount: 4, tokenCount: 50),
                sha256: digest(of: "a")
            ),
            JobItemResult(number: 1, outcome: .failed(reason: "damaged")),
            JobItemResult(number: 2, outcome: .failed(reason: "it was not begun")),
        ]
        #expect(try store.finishItems(results, now: 2000, under: lease))
        #expect(try store.finishItems(results, now: 2000, under: lease))
        #expect(try states(id) == [.done, .failed, .queued])
        #expect(
            try store.extendLease(lease, now: 2000, until: 3000, cutChunkCount: 9, encodedChunkCount: 8) == .held
        )
        let half = try #require(try store.job(id))
        #expect(half.progress.finishedItemCount == 2 && half.progress.failedItemCount == 1)
        #expect(half.progress.finishedByteCount == 30 && half.progress.byteCount == 60 && half.progress.chunkCount == 4)
        #expect(half.progress.cutChunkCount == 9 && half.progress.encodedChunkCount == 8)
        #expect(half.bytesPerSecond == 30 && half.secondsLeft == 1)
        #expect(storeErrorCode { _ = try store.endJob(lease, .done, now: 2000) } == .invalidArgument)
        #expect(try store.beginItems([2], under: lease))
        #expect(try store.finishItems([results[0].numbered(2)], now: 2500, under: lease))
        #expect(try store.endJob(lease, .done, now: 2500) == .done)
        #expect(try store.endJob(lease, .failed(reason: "late"), now: 2600) == nil)
        #expect(try store.job(id)?.finishedAt == 2500)
        #expect(try store.jobCounts() == [.ingest: [.done: 1]])
        #expect(try store.integrityProblems() == [])
    }

    @Test("Who has lost a lease changes nothing more")
    func fencing() throws {
        let id = try add()
        let (_, old) = try #require(try claim("a", at: 0))
        #expect(try store.beginItems([0], under: old))
        let (job, new) = try #require(try claim("b", at: 100))
        #expect(job.id == id && job.attemptCount == 2)
        let result = JobItemResult(number: 0, outcome: .failed(reason: "late"))
        #expect(try !store.beginItems([1], under: old))
        #expect(try !store.finishItems([result], now: 101, under: old))
        #expect(try store.extendLease(old, now: 101, until: 900, cutChunkCount: 0, encodedChunkCount: 0) == .lost)
        #expect(try store.endJob(old, .cancelled, now: 101) == nil)
        #expect(try states(id) == [.queued, .queued, .queued])
        #expect(try store.endJob(new, .released, now: 101) == .queued)
    }

    @Test("The lease of a process that is known to have ended is void at once")
    func deadHolder() throws {
        _ = try add()
        _ = try #require(try claim("a", at: 0))
        #expect(try store.jobHolders() == ["a"])
        #expect(try claim("b", at: 1) == nil)
        #expect(try claim("b", at: 1, dead: ["c"]) == nil)
        #expect(try claim("b", at: 1, dead: ["a"]) != nil)
    }

    @Test("An item that two lost processes were at has failed; one that one was at is queued, and known")
    func poison() throws {
        let id = try add()
        let (_, first) = try #require(try claim("a", at: 0))
        #expect(try store.beginItems([0, 1], under: first))
        let (_, second) = try #require(try claim("b", at: 100))
        #expect(try store.items(ofJob: id, after: -1, limit: 9).map(\.interruptionCount) == [1, 1, 0])
        #expect(try store.beginItems([1], under: second))
        let (job, third) = try #require(try claim("c", at: 200))
        #expect(try states(id) == [.queued, .failed, .queued])
        #expect(job.progress.failedItemCount == 1 && job.progress.finishedByteCount == 20 && job.attemptCount == 1)
        let reason = try store.items(ofJob: id, after: 0, limit: 1).first?.failure
        #expect(reason?.contains("twice") == true)
        #expect(try store.endJob(third, .released, now: 201) == .queued)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A job whose attempts are used up is a dead letter with its reason, and is tried again when somebody says so")
    func deadLetter() throws {
        let id = try add()
        for attempt in 1...3 as ClosedRange<Int64> {
            let (job, lease) = try #require(try claim(at: attempt * 1000))
            #expect(job.attemptCount == Int(attempt))
            let outcome = JobOutcome.postponed(until: attempt * 1000 + 500, reason: "disk full")
            #expect(try store.endJob(lease, outcome, now: attempt * 1000) == .queued)
            #expect(try claim(at: attempt * 1000 + 499) == nil)
        }
        #expect(try claim(at: 9000, ignoringDelays: true) == nil)
        let dead = try #require(try store.job(id))
        #expect(dead.state == .failed && dead.failure?.contains("3 attempts") == true)
        #expect(dead.failure?.contains("disk full") == true)
        guard case .changed(let queued)? = try store.retryJob(id, now: 9001) else { throw CancellationError() }
        #expect(queued.state == .queued && queued.attemptCount == 0 && queued.failure == nil)
        #expect(try claim(at: 9001)?.job.attemptCount == 1)
        #expect(try store.integrityProblems() == [])
    }

    @Test("An attempt that finishes an item is none that brings a job nearer to being given up")
    func progressCounts() throws {
        _ = try add([1, 1, 1, 1, 1, 1])
        for number in 0..<6 {
            let (_, lease) = try #require(try claim(at: Int64(number)))
            #expect(try store.beginItems([number], under: lease))
            let result = JobItemResult(number: number, outcome: .failed(reason: "damaged"))
            #expect(try store.finishItems([result], now: Int64(number), under: lease))
            let outcome = JobOutcome.postponed(until: 0, reason: "busy")
            #expect(try store.endJob(lease, number == 5 ? .done : outcome, now: Int64(number)) != nil)
        }
    }

    @Test("What is queued is cancelled at once, what runs at its next heartbeat, what is lost when it is found")
    func cancellation() throws {
        let queued = try add()
        #expect(try store.cancelJob(queued, now: 5, deadHolders: [])?.job.state == .cancelled)
        guard case .refused? = try store.cancelJob(queued, now: 6, deadHolders: []) else { throw CancellationError() }
        #expect(try store.cancelJob(99, now: 5, deadHolders: []) == nil)

        let running = try add()
        let (_, lease) = try #require(try claim(at: 10))
        #expect(try store.beginItems([0], under: lease))
        #expect(try store.cancelJob(running, now: 11, deadHolders: [])?.job.isCancelling == true)
        #expect(
            try store.extendLease(lease, now: 12, until: 112, cutChunkCount: 0, encodedChunkCount: 0) == .cancelling
        )
        #expect(try store.endJob(lease, .released, now: 13) == .cancelled)
        #expect(try states(running) == [.queued, .queued, .queued])

        let lost = try add()
        _ = try #require(try claim(at: 20))
        #expect(try store.cancelJob(lost, now: 21, deadHolders: [])?.job.state == .running)
        #expect(try claim("b", at: 120) == nil)
        #expect(try store.job(lost)?.state == .cancelled)

        let abandoned = try add()
        _ = try #require(try claim(at: 200))
        #expect(try store.cancelJob(abandoned, now: 201, deadHolders: ["a"])?.job.state == .cancelled)
        #expect(try store.integrityProblems() == [])
    }

    @Test("A job with failed files is tried again with these alone")
    func retryOfFailedItems() throws {
        let id = try add([10, 20])
        let (_, lease) = try #require(try claim())
        #expect(try store.beginItems([0, 1], under: lease))
        let done = JobItemResult(
            number: 0,
            outcome: .done("inserted", chunkCount: 1, tokenCount: 1),
            sha256: digest(of: "")
        )
        #expect(
            try store.finishItems([done, .init(number: 1, outcome: .failed(reason: "x"))], now: 1, under: lease)
        )
        #expect(try store.endJob(lease, .done, now: 2) == .done)
        guard case .changed(let job)? = try store.retryJob(id, now: 3) else { throw CancellationError() }
        #expect(job.progress.finishedItemCount == 1 && job.progress.finishedByteCount == 10)
        #expect(try states(id) == [.done, .queued])
        guard case .refused? = try store.retryJob(id, now: 4) else { throw CancellationError() }
        #expect(try store.integrityProblems() == [])
    }

    @Test("There is one compaction at a time, at the earliest of the times asked for")
    func compaction() throws {
        try store.scheduleCompaction(at: 500, steps: ["a", "b"], now: 1)
        try store.scheduleCompaction(at: 300, steps: ["a", "b"], now: 2)
        try store.scheduleCompaction(at: 400, steps: ["a", "b"], now: 3)
        let jobs = try store.jobs(ofKinds: [.compaction], inStates: Set(JobState.allCases), limit: 9)
        #expect(jobs.map(\.nextAttemptAt) == [300] && jobs.first?.progress.itemCount == 2)
        #expect(try claim(at: 299) == nil)
        let (_, lease) = try #require(try claim(at: 300))
        try store.scheduleCompaction(at: 1, steps: ["a"], now: 301)
        #expect(try store.endJob(lease, .failed(reason: "x"), now: 302) == .failed)
        // Also one that failed: else it would be made again for ever.
        #expect(try store.lastJobEnd(ofKind: .compaction) == 302)
        #expect(try store.lastJobEnd(ofKind: .ingest) == nil)
        try store.scheduleCompaction(at: 900, steps: ["a"], now: 303)
        // Another one waits already.
        guard case .refused? = try store.retryJob(jobs[0].id, now: 304) else { throw CancellationError() }
    }

    @Test("Old finished jobs go, the newest and those that are not finished stay")
    func pruning() throws {
        for number in 0..<5 as Range<Int64> {
            let id = try add(now: number)
            _ = try store.cancelJob(id, now: number, deadHolders: [])
        }
        let open = try add()
        #expect(try store.removeOldJob(finishedBefore: 1, keeping: 100, itemCount: 9))
        #expect(try !store.removeOldJob(finishedBefore: 1, keeping: 100, itemCount: 9))
        while try store.removeOldJob(finishedBefore: 0, keeping: 2, itemCount: 9) {}
        let left = try store.jobs(ofKinds: Set(JobKind.allCases), inStates: Set(JobState.allCases), limit: 100)
        #expect(left.map(\.id) == [open, open - 1, open - 2])
        #expect(try store.integrityProblems() == [])
    }

    @Test("An old job with many items goes in steps, after each of which its counters are right")
    func pruningInSteps() throws {
        let id = try add([10, 20, 30, 40, 50])
        let (_, lease) = try #require(try claim())
        #expect(try store.beginItems([0, 1, 2], under: lease))
        let done = JobItemResult(
            number: 0,
            outcome: .done("inserted", chunkCount: 3, tokenCount: 9),
            sha256: digest(of: "")
        )
        let results = [done, .init(number: 1, outcome: .failed(reason: "x")), done.numbered(2)]
        #expect(try store.finishItems(results, now: 1, under: lease))
        #expect(try store.endJob(lease, .cancelled, now: 2) == .cancelled)
        var itemCounts: [Int?] = []
        while try store.removeOldJob(finishedBefore: 3, keeping: 100, itemCount: 2) {
            itemCounts.append(try store.job(id)?.progress.itemCount)
            #expect(try store.integrityProblems() == [])
        }
        #expect(itemCounts == [3, 1, nil])
    }

    @Test("A holder that could not say how its job ended goes on with it, and its items are not taken for dangerous")
    func forgottenEnd() throws {
        let id = try add()
        for attempt in 1...3 as ClosedRange<Int64> {
            let (job, lease) = try #require(try claim("a", at: attempt * 1000))
            #expect(job.attemptCount == Int(attempt))
            #expect(try states(id) == [.queued, .queued, .queued])
            #expect(try store.beginItems([0, 1], under: lease))
        }
        #expect(try store.items(ofJob: id, after: -1, limit: 9).map(\.interruptionCount) == [0, 0, 0])
        _ = try claim("b", at: 9000)
        #expect(try store.items(ofJob: id, after: -1, limit: 9).map(\.interruptionCount) == [1, 1, 0])
        #expect(try store.integrityProblems() == [])
    }

    @Test("An attempt that was postponed for no fault of the job does not count")
    func uncountedAttempts() throws {
        let id = try add()
        for attempt in 0..<5 as Range<Int64> {
            let (job, lease) = try #require(try claim(at: attempt))
            #expect(job.attemptCount == 1)
            let outcome = JobOutcome.postponed(until: 0, reason: "disk full", isCounted: false)
            #expect(try store.endJob(lease, outcome, now: attempt) == .queued)
        }
        let job = try #require(try store.job(id))
        #expect(job.attemptCount == 0 && job.failure == "disk full")
    }

    @Test("A reason is stored whatever an error says of itself", arguments: [("", "unknown"), ("a\0b", "ab")])
    func reasons(given: String, stored: String) throws {
        let id = try add()
        let (_, first) = try #require(try claim(at: 1))
        #expect(try store.beginItems([0], under: first))
        let result = JobItemResult(number: 0, outcome: .failed(reason: given))
        #expect(try store.finishItems([result], now: 1, under: first))
        #expect(try store.items(ofJob: id, after: -1, limit: 1).first?.failure == stored)
        #expect(try store.endJob(first, .postponed(until: 1, reason: given), now: 1) == .queued)
        #expect(try store.job(id)?.failure == stored)
        let (_, second) = try #require(try claim(at: 1))
        #expect(try store.endJob(second, .failed(reason: given), now: 1) == .failed)
        #expect(try store.job(id)?.failure == stored)
    }

    @Test("A job whose holder dies while it stops is cancelled; who has lost the lease marks nothing")
    func stopping() throws {
        let id = try add()
        let (_, old) = try #require(try claim("a", at: 0))
        let (_, new) = try #require(try claim("b", at: 100))
        try store.markCancelling(old)
        #expect(try store.job(id)?.isCancelling == false)
        try store.markCancelling(new)
        #expect(try store.job(id)?.isCancelling == true)
        #expect(try claim("c", at: 101, dead: ["b"]) == nil)
        #expect(try store.job(id)?.state == .cancelled)
        try store.markCancelling(new)
        #expect(try store.integrityProblems() == [])
    }

    @Test("Who has lost a lease stores no document either")
    func documentFencing() throws {
        let collection = try fixture.collection()
        _ = try add()
        let (_, old) = try #require(try claim("a", at: 0))
        let (_, new) = try #require(try claim("b", at: 100))
        let stale = [DocumentUpload("a", "herons as they were")]
        #expect(
            storeErrorCode { _ = try collection.replaceDocuments(stale, policy: .replace, under: old) } == .leaseLost
        )
        #expect(try collection.documents().isEmpty)
        let fresh = [DocumentUpload("a", "herons as they are")]
        _ = try collection.replaceDocuments(fresh, policy: .replace, under: new)
        #expect(try collection.text(ofDocumentNamed: "a") == "herons as they are")
    }

    @Test(
        "Broken invariants are found",
        arguments: [
            "UPDATE job SET lease = NULL WHERE id = 1",
            "UPDATE job SET state = 'queued' WHERE id = 1",
            "UPDATE job SET finished_item_count = 2 WHERE id = 1",
            "UPDATE job_item SET byte_count = 7",
            "UPDATE job_item SET state = 'done', outcome = 'inserted' WHERE number = 0",
        ]
    )
    func damage(sql: String) throws {
        _ = try add()
        let (_, lease) = try #require(try claim())
        #expect(try store.beginItems([0], under: lease))
        #expect(try store.integrityProblems() == [])
        try DatabaseQueue(path: fixture.databaseFile.path).writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA ignore_check_constraints = ON; \(sql)")
        }
        #expect(try store.integrityProblems() != [])
    }
}

extension NewJob {
    /// An ingestion of files of these sizes.
    static func files(_ sizes: [Int64]) -> NewJob {
        NewJob(
            kind: .ingest,
            subject: JobSubject(owner: .local, collection: "notes"),
            items: sizes.enumerated().map { NewJobItem(path: "/in/\($0).txt", name: "\($0).txt", byteCount: $1) }
        )
    }
}

extension JobItemResult {
    func numbered(_ number: Int) -> JobItemResult {
        var copy = self
        copy.number = number
        return copy
    }
}
