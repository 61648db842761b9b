import Foundation
import NIOPosix
import Synchronization

/// The way to the threads on which everything runs that computes or blocks: encoding, searching, SQLite.
///
/// Swift's own pool has one thread per core and serves connections; nothing here may hold it up. At most `capacity`
/// pieces of work wait or run at a time; more are refused at once with ``EngineError/Code/overloaded``, so that a burst
/// costs the callers a retry and not everyone's latency.
package final class ComputePool: Sendable {
    /// One pool for the whole process, never shut down: the math libraries keep memory for every thread that called
    /// them, so threads should not come and go.
    ///
    /// A search has short phases on one core and long ones on all: one thread a core, and one more to fill the gaps.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: ProcessInfo.processInfo.activeProcessorCount + 1)
        threads.start()
        return threads
    }()

    private let capacity: Int
    private let admitted = Atomic<Int>(0)

    /// - Parameter capacity: Pieces of work that may wait or run, at least 1.
    package init(capacity: Int = 256) {
        precondition(capacity >= 1, "a pool admits at least one piece of work, got \(capacity)")
        self.capacity = capacity
    }

    /// Runs `work` on one of the pool's threads.
    ///
    /// - Throws: What `work` throws; ``EngineError/Code/overloaded`` when `capacity` pieces of work are admitted
    ///   already; `CancellationError` when the task was cancelled before the work began.
    package func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        let waiting = admitted.add(1, ordering: .relaxed).newValue
        defer { admitted.subtract(1, ordering: .relaxed) }
        guard waiting <= capacity else {
            throw EngineError(.overloaded, "\(capacity) requests are in progress already; try again later")
        }
        return try await Self.threads.runIfActive(work)
    }
}
