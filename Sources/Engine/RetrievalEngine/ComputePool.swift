import Foundation
import NIOPosix
import Synchronization
import VectorKernels

/// The way to the threads on which everything runs that computes or blocks: encoding, searching, SQLite.
///
/// Swift's own pool has one thread per core and serves connections; nothing here may hold it up. At most `capacity`
/// pieces of work of a lane wait or run at a time; more are refused at once with ``EngineError/Code/overloaded``, so that
/// a burst costs the callers a retry and not everyone's latency.
package final class ComputePool: Sendable {
    /// One pool for the whole process, never shut down: the math libraries keep memory for every thread that called
    /// them, so threads should not come and go.
    ///
    /// A search has short phases on one core and long ones on all: one thread a core, and one more to fill the gaps.
    private static let threads = started(interactiveThreadCount)
    /// The same for what is done in bulk: then nobody who waits for an answer waits for a thread as well. They only get what
    /// the others leave of the processors.
    private static let bulkThreads = started(ProcessInfo.processInfo.activeProcessorCount)

    /// How many threads work for those who wait.
    package static let interactiveThreadCount = ProcessInfo.processInfo.activeProcessorCount + 1

    /// Who waits for a piece of work.
    package enum Lane: String, Sendable, CaseIterable {
        /// Somebody, for an answer.
        case interactive
        /// Nobody in particular: documents are read, cut and encoded.
        case bulk
    }

    /// How much a lane has to do.
    package struct Occupancy: Sendable, Equatable {
        /// Pieces of work that wait or run.
        package var admittedCount: Int
        /// Pieces of work that run.
        package var runningCount: Int
        /// Pieces of work that were refused so far.
        package var refusedCount: Int

        package var waitingCount: Int { max(0, admittedCount - runningCount) }
    }

    private final class LaneCounts: Sendable {
        let admitted = Atomic(0)
        let running = Atomic(0)
        let refused = Counter()
    }

    private let capacity: Int
    private let interactive = LaneCounts()
    private let bulk = LaneCounts()
    /// What the work was.
    package let metrics = EngineMetrics()
    /// Documents whose text is extracted at a time: one may take 200 MB of memory for that.
    let extractions = AdmissionGate(
        for: "documents",
        width: max(4, ProcessInfo.processInfo.activeProcessorCount + 2)
    )

    /// - Parameter capacity: Pieces of work that may wait or run, at least 1.
    package init(capacity: Int = 256) {
        precondition(capacity >= 1, "a pool admits at least one piece of work, got \(capacity)")
        self.capacity = capacity
    }

    private static func started(_ threadCount: Int) -> NIOThreadPool {
        let threads = NIOThreadPool(numberOfThreads: threadCount)
        threads.start()
        return threads
    }

    /// Runs `work` on one of the lane's threads.
    ///
    /// - Throws: What `work` throws; ``EngineError/Code/overloaded`` when `capacity` pieces of work are admitted to the
    ///   lane already; `CancellationError` when the task was cancelled before the work began.
    package func run<Value: Sendable>(
        in lane: Lane = .interactive,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let counts = counts(of: lane)
        let admittedCount = counts.admitted.add(1, ordering: .relaxed).newValue
        defer { counts.admitted.subtract(1, ordering: .relaxed) }
        guard admittedCount <= capacity else {
            counts.refused.add()
            throw EngineError(.overloaded, "\(capacity) requests are in progress already; try again later")
        }
        let countedWork: @Sendable () throws -> Value = {
            counts.running.add(1, ordering: .relaxed)
            defer { counts.running.subtract(1, ordering: .relaxed) }
            return try work()
        }
        return switch lane {
        case .interactive: try await Self.threads.runIfActive(countedWork)
        case .bulk: try await Self.runInBackground(countedWork)
        }
    }

    /// As `NIOThreadPool.runIfActive`, but that the priority is lower and the task goes on by a ``ResumingThread``.
    private static func runInBackground<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        // Asked for here, where the priority is normal.
        let resumingThread = ResumingThread.shared
        let isCancelled = Atomic(false)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                bulkThreads.submit { state in
                    ThreadPriority.background.applyToThread()
                    let result = Result<Value, any Error> {
                        guard state == .active, !isCancelled.load(ordering: .relaxed) else { throw CancellationError() }
                        return try work()
                    }
                    resumingThread.run { continuation.resume(with: result) }
                }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
    }

    private func counts(of lane: Lane) -> LaneCounts {
        lane == .interactive ? interactive : bulk
    }

    /// How much a lane has to do at this moment.
    package func occupancy(of lane: Lane) -> Occupancy {
        let counts = counts(of: lane)
        return Occupancy(
            admittedCount: counts.admitted.load(ordering: .relaxed),
            runningCount: counts.running.load(ordering: .relaxed),
            refusedCount: counts.refused.value
        )
    }
}
