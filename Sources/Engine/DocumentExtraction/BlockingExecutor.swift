import Foundation
import VectorKernels

/// Runs blocking or CPU-heavy work away from Swift's cooperative pool.
///
/// The pool has one thread per core and every request handler runs on it, so a parser on it would stall them all.
package protocol BlockingExecutor: Sendable {
    /// Runs `work` once and returns what it returns or throws what it throws.
    ///
    /// Cancelling the task does not interrupt work that has begun.
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T
}

/// Gives each piece of work a thread of its own, in the background: nobody's question waits for a document.
///
/// Starting a thread takes some 20 µs, far less than any document. The caller bounds how many documents are read at
/// once, and with it the number of threads.
package struct DedicatedThreadExecutor: BlockingExecutor {
    /// Enough for parsers that recurse to `ExtractionLimits.depth`.
    private static let stackByteCount = 16 << 20

    package init() {}

    package func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        // Asked for here, where the priority is normal.
        let resumingThread = ResumingThread.shared
        return try await withCheckedThrowingContinuation { continuation in
            // The thread ends by itself after resuming the continuation exactly once; nothing else refers to it.
            let thread = Thread {
                ThreadPriority.background.applyToThread()
                let result = Result { try work() }
                resumingThread.run { continuation.resume(with: result) }
            }
            thread.stackSize = Self.stackByteCount
            thread.name = "extraction"
            thread.start()
        }
    }
}
