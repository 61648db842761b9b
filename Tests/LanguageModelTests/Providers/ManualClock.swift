import Foundation
import LanguageModel
import Synchronization

/// Time that passes only by sleeping and by being told to.
final class ManualClock: Sendable {
    private struct State {
        var elapsed = Duration.zero
        var sleeps: [Duration] = []
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// The pauses so far.
    var sleeps: [Duration] {
        state.withLock { $0.sleeps }
    }

    func advance(by duration: Duration) {
        state.withLock { $0.elapsed += duration }
    }

    /// - Parameter random: What chance always says.
    func modelClock(random: Double = 0.5) -> ModelClock {
        ModelClock(
            now: { self.start.advanced(by: self.state.withLock { $0.elapsed }) },
            date: { Date(timeIntervalSince1970: 1_700_000_000 + self.state.withLock { $0.elapsed } / .seconds(1)) },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.elapsed += duration
                    state.sleeps.append(duration)
                }
            },
            random: { random }
        )
    }
}
