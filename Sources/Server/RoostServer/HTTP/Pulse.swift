import Synchronization

/// When something was sent last: streams that are silent for long are kept open by lines that clients ignore.
final class Pulse: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func beat() {
        last.withLock { $0 = .now }
    }

    /// Returns when nothing was sent for so long.
    func silence(of duration: Duration) async throws {
        var end = last.withLock { $0 } + duration
        while end > .now {
            try await Task.sleep(until: end)
            end = last.withLock { $0 } + duration
        }
    }
}
