import Synchronization
internal import VectorKernels

/// Whether vectors were inserted or removed a moment ago, in any index of the process.
///
/// Whoever inserts keeps a processor busy. A short search that is shared out among as many threads as there are processors
/// then ends when the system has let the last of them run, which may take longer than the search: better it runs on the
/// thread of its caller.
enum RecentUpdates {
    private static let last = Mutex<ContinuousClock.Instant?>(nil)
    /// Some time slices of the system's scheduler.
    private static let moment = Duration.milliseconds(20)

    /// Takes note of an update that begins or ends.
    static func note() {
        let now = ContinuousClock.now
        last.withLock { $0 = now }
    }

    static var areThere: Bool {
        let now = ContinuousClock.now
        return last.withLock { $0.map { now - $0 < moment } ?? false }
    }
}
