import HTTPTypes
import Synchronization

/// Admits so many requests of one caller within any window of time, exactly, however many come at once.
///
/// The times of the admitted requests are kept, so the window slides; refused ones do not count.
package final class RateLimiter: Sendable {
    private let limit: Int
    private let window: Duration
    private let state = Mutex(State())

    private struct State {
        /// By caller, oldest first.
        var admitted: [String: [ContinuousClock.Instant]] = [:]
        var lastCleaning = ContinuousClock.now
    }

    /// - Parameters:
    ///   - limit: Requests that are admitted within a window; nil when it is 0, which stands for no limit.
    ///   - window: The length of the window.
    package init?(limit: Int, window: Duration = .seconds(60)) {
        guard limit >= 1 else { return nil }
        self.limit = limit
        self.window = window
    }

    /// Counts a request.
    ///
    /// - Throws: 429 with `Retry-After`, in whole seconds, when the window is full.
    /// - Complexity: O(limit).
    package func admit(_ caller: String, now: ContinuousClock.Instant = .now) throws {
        let wait: Duration? = state.withLock { state in
            clean(&state, now: now)
            var times = state.admitted[caller] ?? []
            times.removeAll { now - $0 >= window }
            defer { state.admitted[caller] = times }
            guard times.count < limit else { return window - (now - times[times.count - limit]) }
            times.append(now)
            return nil
        }
        guard let wait else { return }
        let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
        throw APIFailure(
            status: .tooManyRequests,
            message: "Request was throttled. Expected available in \(seconds) seconds.",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// Forgets callers who have sent nothing for a window.
    private func clean(_ state: inout State, now: ContinuousClock.Instant) {
        guard now - state.lastCleaning >= window else { return }
        state.lastCleaning = now
        state.admitted = state.admitted.filter { _, times in times.last.map { now - $0 < window } ?? false }
    }
}
