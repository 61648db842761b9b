import DocumentStore
import Synchronization

/// Writes down for a job which files are being worked at and what came of them, a few dozen at a time: a file costs a
/// fraction of a transaction then.
///
/// A file is written down as begun before anything is done with it, so that a process which dies of it leaves its trace.
final class IngestJournal: Sendable {
    private let engine: RetrievalEngine
    let lease: JobLease
    /// The items' numbers, one a file.
    private let numbers: [Int]
    private let state = Mutex(State())

    /// Files that are written down as begun in one transaction: those that are in work when a process dies are done one by
    /// one later on.
    private static let windowCount = 32

    private struct State {
        var begunCount = 0
        var results: [JobItemResult] = []
    }

    init(engine: RetrievalEngine, lease: JobLease, numbers: [Int]) {
        self.engine = engine
        self.lease = lease
        self.numbers = numbers
    }

    /// Returns when it is written down that the file is worked at.
    ///
    /// - Parameter index: One more than that of the last call, from 0.
    func begin(_ index: Int) async throws {
        let begunCount = state.withLock { $0.begunCount }
        guard index >= begunCount else { return }
        let end = min(index + Self.windowCount, numbers.count)
        let window = Array(numbers[index..<end])
        let results = takeResults()
        try await write { store, lease in
            let isHeld =
                try results.isEmpty || store.finishItems(results, now: RetrievalEngine.milliseconds, under: lease)
            return try isHeld && store.beginItems(window, under: lease)
        }
        state.withLock { $0.begunCount = end }
    }

    /// Takes note of what came of a file; it is written down with others.
    func note(_ index: Int, _ outcome: Result<IngestedDocument, EngineError>, sha256: [UInt8]?) {
        let result = JobItemResult(number: numbers[index], outcome: .init(outcome), sha256: sha256)
        state.withLock { $0.results.append(result) }
    }

    /// Returns when everything is written down that was taken note of.
    func flush() async throws {
        let results = takeResults()
        guard !results.isEmpty else { return }
        try await write { store, lease in
            try store.finishItems(results, now: RetrievalEngine.milliseconds, under: lease)
        }
    }

    private func takeResults() -> [JobItemResult] {
        state.withLock { state in
            defer { state.results = [] }
            return state.results
        }
    }

    /// - Throws: ``JobInterruption`` when the lease is lost.
    private func write(_ change: @escaping @Sendable (any JobStore, JobLease) throws -> Bool) async throws {
        // Not in the background: whoever writes is waited for by all others that do.
        let isHeld = try await engine.runPersistently { [store = engine.store, lease] in try change(store, lease) }
        guard isHeld else { throw JobInterruption(jobID: lease.jobID, reason: .lost) }
    }
}

extension JobItemResult.Outcome {
    fileprivate init(_ outcome: Result<IngestedDocument, EngineError>) {
        switch outcome {
        case .success(let document):
            self = .done(
                document.outcome.rawValue,
                chunkCount: document.chunkCount,
                tokenCount: document.tokenCount
            )
        case .failure(let error): self = .failed(reason: error.message)
        }
    }
}
