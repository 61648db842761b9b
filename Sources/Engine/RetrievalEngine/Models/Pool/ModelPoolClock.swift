/// Time, as a pool of models sees it.
package struct ModelPoolClock: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    /// Throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// Real time.
    package static let system = ModelPoolClock(now: { .now }, sleep: { try await Task.sleep(for: $0) })
}
