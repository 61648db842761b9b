import Synchronization

/// Runs the parts of a task where they are enqueued: what never waits for another thread is done when it has been started.
///
/// libFuzzer sees one thread then, whose stack and time are those of the input.
private final class InlineExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        unsafe job.runSynchronously(on: asUnownedTaskExecutor())
    }
}

private final class Outcome<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

private let executor = InlineExecutor()

/// What asynchronous work comes to that only waits for actors.
func outcome<Value: Sendable>(of work: @escaping @Sendable () async -> Value) -> Value {
    let outcome = Outcome<Value>()
    Task(executorPreference: executor) {
        let value = await work()
        outcome.value.withLock { $0 = value }
    }
    guard let value = outcome.value.withLock({ $0 }) else { fatalError("the work waits for another thread") }
    return value
}
