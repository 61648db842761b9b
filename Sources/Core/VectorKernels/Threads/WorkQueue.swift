internal import Glibc

/// The jobs of a `WorkerPool`, and what its threads do with them.
final class WorkQueue: Sendable {
    private let state = Monitor(WorkQueueState())
    private let priority: ThreadPriority

    /// - Parameter priority: Of the threads that are started.
    init(priority: ThreadPriority) {
        self.priority = priority
    }

    /// Adds a job of `count` items and wakes the threads.
    func add(count: Int, body: @escaping @Sendable (Int) -> Void) -> WorkQueueState.JobID {
        state.withLock { state, signal in
            signal = true
            return state.add(count: count, body: body)
        }
    }

    /// Runs one item of the job on the calling thread; false when all items have been begun.
    func runItem(of job: WorkQueueState.JobID) -> Bool {
        guard claimAndRun({ $0.claim(from: job) }) != nil else { return false }
        finishItem(of: job)
        return true
    }

    /// Waits for the items of the job that other threads have begun.
    func waitUntilDone(_ job: WorkQueueState.JobID) {
        state.wait { $0.isDone(job) ? () : nil }
    }

    /// Lets the threads end.
    func close() {
        state.withLock { state, signal in
            signal = true
            state.isClosed = true
        }
    }

    /// Starts a thread that runs items until the queue is closed; false if the system refuses.
    func startThread() -> Bool {
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self)
        let code = unsafe pthread_create(
            &thread,
            nil,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<WorkQueue>.fromOpaque(context).takeRetainedValue().runUntilClosed()
                return nil
            },
            context.toOpaque()
        )
        guard code == 0 else {
            unsafe context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private func runUntilClosed() {
        priority.applyToThread()
        while true {
            let mayContinue = state.wait { $0.isClosed ? false : $0.hasItems ? true : nil }
            guard mayContinue else { return }
            if let job = claimAndRun({ $0.claim() }) { finishItem(of: job) }
        }
    }

    /// Runs the claimed item, if there is one, and says of which job it is.
    ///
    /// Kept out of line so that the reference to the job's closure ends before the item is counted as finished: the
    /// closure may not outlive the call of `forEach` that waits for this.
    @inline(never)
    private func claimAndRun(
        _ claim: (inout WorkQueueState) -> WorkQueueState.Claim?
    ) -> WorkQueueState.JobID? {
        guard let item = state.withLock({ state, _ in claim(&state) }) else { return nil }
        item.body(item.index)
        return item.job
    }

    private func finishItem(of job: WorkQueueState.JobID) {
        state.withLock { state, signal in
            signal = state.finishItem(of: job)
        }
    }
}
