internal import Foundation
internal import Glibc

/// A fixed set of threads for CPU-bound work that splits into independent items.
///
/// Swift's own pool has one thread for each core and runs request handlers, so that long computations must not occupy
/// it. Threads wait without using the processor while there is nothing to do.
package final class WorkerPool: Sendable {
    /// The pool of the process, with as many threads as there are active processors.
    package static let shared = WorkerPool(threadCount: ProcessInfo.processInfo.activeProcessorCount)
    /// As many threads for what nobody waits for. The caller of `forEach` should be in the background as well.
    package static let background = WorkerPool(
        threadCount: ProcessInfo.processInfo.activeProcessorCount,
        priority: .background
    )

    /// The number of threads that work on the items of one call, the caller's included.
    package let threadCount: Int
    private let queue: WorkQueue

    /// Starts `threadCount − 1` threads; the caller of `forEach` is the last one.
    ///
    /// Where the system refuses a thread, the pool has fewer and `threadCount` says so.
    ///
    /// - Precondition: `threadCount` is at least 1.
    package init(threadCount: Int, priority: ThreadPriority = .normal) {
        precondition(threadCount >= 1, "a pool of \(threadCount) threads")
        queue = WorkQueue(priority: priority)
        var started = 1
        while started < threadCount, queue.startThread() { started += 1 }
        self.threadCount = started
    }

    deinit {
        queue.close()
    }

    /// Calls `body` once for every number from 0 to `count − 1`, on several threads in no particular order, and
    /// returns when all calls have returned.
    ///
    /// Safe to call from several threads at once and from inside `body`: a caller works on its own items, and waits only
    /// for items that another thread has already begun.
    ///
    /// - Parameter count: The number of items. An item should take microseconds at least: each costs a lock.
    package func forEach(count: Int, _ body: @Sendable (Int) -> Void) {
        guard count > 1, threadCount > 1 else {
            for index in 0..<max(count, 0) { body(index) }
            return
        }
        withoutActuallyEscaping(body) { body in
            let job = queue.add(count: count, body: body)
            while queue.runItem(of: job) {}
            queue.waitUntilDone(job)
        }
    }

    /// The results of `body` for every number from 0 to `count − 1`, in that order, computed on several threads.
    package func map<Result: Sendable>(count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        let results = LockedResults<Result>(count: count)
        forEach(count: count) { index in
            results.set(body(index), at: index)
        }
        return results.values
    }
}
