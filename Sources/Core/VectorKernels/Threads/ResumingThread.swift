/// A thread of normal priority for what threads in the background must not do themselves: whatever may start threads, such
/// as resuming a task.
///
/// A new thread has the nice value of the one that starts it, and only root may lower that. When Swift's pool has been idle
/// for some seconds its threads have ended, and whoever gives it work starts new ones: were that a thread in the background,
/// all requests would run in the background from then on.
package final class ResumingThread: Sendable {
    /// The process's one. The first to ask for it starts it, and must have normal priority.
    package static let shared = ResumingThread()

    private let queue = WorkQueue(priority: .normal)
    private let isStarted: Bool

    private init() {
        isStarted = queue.startThread()
    }

    /// Has the thread call `body`, in the order of the calls; where the system gave no thread, the caller does it.
    ///
    /// - Parameter body: Short: others wait for the thread.
    package func run(_ body: @escaping @Sendable () -> Void) {
        guard isStarted else { return body() }
        _ = queue.add(count: 1) { _ in body() }
    }
}
