package import Foundation

/// Time and chance, as retries and the circuit breaker see them.
package struct ModelClock: Sendable {
    package var now: @Sendable () -> ContinuousClock.Instant
    /// The time of day, which an HTTP date is compared with.
    package var date: @Sendable () -> Date
    /// Throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Uniform in [0, 1).
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        date: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.date = date
        self.sleep = sleep
        self.random = random
    }

    /// Real time and the system's random numbers.
    package static let system = ModelClock(
        now: { .now },
        date: { Date() },
        sleep: { try await Task.sleep(for: $0) },
        random: { .random(in: 0..<1) }
    )
}
