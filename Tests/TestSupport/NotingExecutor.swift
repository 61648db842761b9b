import Foundation
import Synchronization

/// Runs jobs one after the other, and notes the nice value of each thread that gives it one.
package final class NotingExecutor: TaskExecutor {
    private let values = Mutex<Set<Int32>>([])
    private let queue = DispatchQueue(label: "noting")

    package init() {}

    /// The nice values of the threads that resumed a task which prefers this executor.
    package var niceValues: Set<Int32> { values.withLock { $0 } }

    /// The nice value of the calling thread.
    package static var niceValue: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }

    package func enqueue(_ job: consuming ExecutorJob) {
        _ = values.withLock { $0.insert(Self.niceValue) }
        let job = UnownedJob(job)
        // Safe: the job came to this executor, is run by it alone, and once, as `enqueue` is to do.
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
