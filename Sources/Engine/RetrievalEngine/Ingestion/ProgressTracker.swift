import Synchronization

/// Adds up progress from several tasks and reports each change.
final class ProgressTracker: Sendable {
    private let state = Mutex(IngestProgress())
    private let report: @Sendable (IngestProgress) -> Void

    init(report: @escaping @Sendable (IngestProgress) -> Void) {
        self.report = report
    }

    /// How far it is.
    var progress: IngestProgress { state.withLock { $0 } }

    func update(_ change: (inout IngestProgress) -> Void) {
        report(
            state.withLock {
                change(&$0)
                return $0
            }
        )
    }
}
