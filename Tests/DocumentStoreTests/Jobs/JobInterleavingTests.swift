import DocumentStore
import Foundation
import TestSupport
import Testing

/// Two holders, leases that lapse, and people who cancel and retry, in random order.
@Suite("Interleavings of jobs", .timeLimit(.minutes(2)))
struct JobInterleavingTests {
    @Test(
        "A claim is in one hand at a time, an item is done once, and nothing is stuck",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func interleavings(seed: UInt64) throws {
        let fixture = try TemporaryStore()
        var world = JobWorld(store: fixture.store, seed: seed)
        try world.start()
        for _ in 0..<120 { try world.step() }
        #expect(try fixture.store.integrityProblems() == [])
        try world.finish()
        #expect(try fixture.store.integrityProblems() == [])
    }
}

/// A store, and what is known about it from what its calls answered.
private struct JobWorld {
    let store: SQLiteStore
    private var random: SeededGenerator
    private var now: Int64 = 1000
    /// By holder.
    private var hands: [String: (lease: JobLease, end: Int64)] = [:]
    /// The only token of each job that may change it.
    private var tokens: [Int64: (token: String, end: Int64)] = [:]
    private var doneItems: Set<[Int64]> = []
    private var jobs: [Int64] = []
    private let itemCount = 4

    init(store: SQLiteStore, seed: UInt64) {
        self.store = store
        random = SeededGenerator(seed: seed)
    }

    mutating func start() throws {
        for _ in 0..<3 {
            jobs.append(try store.addJob(.files(Array(repeating: 5, count: itemCount)), now: now, claimant: nil).id)
        }
    }

    mutating func step() throws {
        now += Int64.random(in: 0...30, using: &random)
        let holder = Bool.random(using: &random) ? "a" : "b"
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<6: try claim(holder)
        case 6..<8: try beat(holder)
        case 8..<11: try begin(holder)
        case 11..<15: try finishItem(holder)
        case 15..<18: try end(holder)
        case 18: try cancel()
        default: try retry()
        }
    }

    private mutating func claim(_ holder: String) throws {
        let end = now + 60
        let claimant = JobClaimant(holder: holder, now: now, leaseEnd: end)
        guard let (job, lease) = try store.claimJob(JobChoice(attemptLimit: 5), by: claimant) else { return }
        if let present = tokens[job.id] {
            #expect(present.end <= now, "a lease was given away before its end")
        }
        tokens[job.id] = (lease.token, end)
        hands[holder] = (lease, end)
    }

    private func isPresent(_ lease: JobLease) -> Bool { tokens[lease.jobID]?.token == lease.token }

    private mutating func beat(_ holder: String) throws {
        guard let (lease, _) = hands[holder] else { return }
        let status = try store.extendLease(lease, now: now, until: now + 60, cutChunkCount: 0, encodedChunkCount: 0)
        if status == .lost {
            hands[holder] = nil
            try expectLost(lease)
        } else {
            #expect(isPresent(lease))
            tokens[lease.jobID]?.end = now + 60
        }
    }

    /// A lease is lost only to somebody else, or with the job.
    private mutating func expectLost(_ lease: JobLease) throws {
        guard isPresent(lease) else { return }
        let state = try store.job(lease.jobID)?.state
        #expect(state != .running, "the present lease does not hold")
        tokens[lease.jobID] = nil
    }

    private mutating func begin(_ holder: String) throws {
        guard let (lease, _) = hands[holder] else { return }
        let isHeld = try store.beginItems([Int.random(in: 0..<itemCount, using: &random)], under: lease)
        if isHeld { #expect(isPresent(lease)) } else { try expectLost(lease) }
    }

    private mutating func finishItem(_ holder: String) throws {
        guard let (lease, _) = hands[holder] else { return }
        let number = Int.random(in: 0..<itemCount, using: &random)
        let before = try store.items(ofJob: lease.jobID, after: number - 1, limit: 1).first?.state
        let result = JobItemResult(
            number: number,
            outcome: .done("inserted", chunkCount: 1, tokenCount: 1),
            sha256: digest(of: holder)
        )
        guard try store.finishItems([result], now: now, under: lease) else { return try expectLost(lease) }
        #expect(isPresent(lease))
        if before == .running {
            #expect(doneItems.insert([lease.jobID, Int64(number)]).inserted, "an item was done twice")
        }
    }

    private mutating func end(_ holder: String) throws {
        guard let (lease, _) = hands.removeValue(forKey: holder), let job = try store.job(lease.jobID) else { return }
        let isDone = job.progress.finishedItemCount == job.progress.itemCount
        let outcomes: [JobOutcome] =
            isDone ? [.done] : [.released, .postponed(until: now + 40, reason: "busy"), .failed(reason: "broken")]
        let outcome = outcomes[Int.random(in: 0..<outcomes.count, using: &random)]
        guard try store.endJob(lease, outcome, now: now) != nil else { return try expectLost(lease) }
        #expect(isPresent(lease))
        tokens[lease.jobID] = nil
    }

    private mutating func cancel() throws {
        let job = jobs[Int.random(in: 0..<jobs.count, using: &random)]
        if try store.cancelJob(job, now: now, deadHolders: [])?.job.state == .cancelled { tokens[job] = nil }
    }

    private mutating func retry() throws {
        _ = try store.retryJob(jobs[Int.random(in: 0..<jobs.count, using: &random)], now: now)
    }

    /// One process that lives does all that is left, however the others left it.
    mutating func finish() throws {
        for job in jobs { _ = try store.retryJob(job, now: now) }
        now += 10_000
        let claimant = JobClaimant(holder: "c", now: now, leaseEnd: now + 60)
        while let (job, lease) = try store.claimJob(JobChoice(ignoresDelays: true, attemptLimit: 5), by: claimant) {
            let numbers = try store.items(ofJob: job.id, after: -1, limit: 9).filter { $0.state == .queued }.map(
                \.number
            )
            #expect(try store.beginItems(numbers, under: lease))
            let results = numbers.map { JobItemResult(number: $0, outcome: .failed(reason: "late")) }
            #expect(try store.finishItems(results, now: now, under: lease))
            #expect(try store.endJob(lease, .done, now: now) == .done)
        }
        for id in jobs {
            let job = try #require(try store.job(id))
            #expect(job.state.isFinal)
            if job.state == .done { #expect(job.progress.finishedItemCount == itemCount) }
        }
    }
}
