import Foundation
import NIOPosix
import Synchronization

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
    /// The same for what is done in bulk: then nobody who waits for an answer waits for a thread as well.
    private static let bulkThreads = started(ProcessInfo.processInfo.activeProcessorCount)

    /// How many threads work for those who wait.
    package static let interactiveThreadCount = ProcessInfo.processInfo.activeProcessorCount + 1

    /// Who waits for a piece of work.
    package enum Lane: Sendable {
        /// Somebody, for an answer.
        case interactive
        /// Nobody in particular: documents are read, cut and encoded.
        case bulk
    }

    private let capacity: Int
    private let admitted = Atomic<Int>(0)
    private let admittedInBulk = Atomic<Int>(0)

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
        switch lane {
        case .interactive: try await run(on: Self.threads, counting: admitted, work)
        case .bulk: try await run(on: Self.bulkThreads, counting: admittedInBulk, work)
        }
    }

    private func run<Value: Sendable>(
        on threads: NIOThreadPool,
        counting admitted: borrowing Atomic<Int>,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let waiting = admitted.add(1, ordering: .relaxed).newValue
        defer { admitted.subtract(1, ordering: .relaxed) }
        guard waiting <= capacity else {
            throw EngineError(.overloaded, "\(capacity) requests are in progress already; try again later")
        }
        return try await threads.runIfActive(work)
    }
}
