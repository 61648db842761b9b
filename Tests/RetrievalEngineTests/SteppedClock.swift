import RetrievalEngine
import Synchronization

/// Time that stands still until it is advanced: whoever sleeps then wakes when its time has come.
final class SteppedClock: Sendable {
    private struct Sleeper {
        var end: Duration
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var elapsed = Duration.zero
        var sleepers: [Sleeper] = []
    }

    private let start = ContinuousClock.now
    private let state = Mutex(State())

    var poolClock: ModelPoolClock {
        ModelPoolClock(
            now: { self.start + self.state.withLock(\.elapsed) },
            sleep: { await self.sleep($0) }
        )
    }

    private func sleep(_ duration: Duration) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.sleepers.append(Sleeper(end: state.elapsed + duration, continuation: continuation))
            }
        }
    }

    /// Lets time pass, once somebody sleeps.
    func advance(by duration: Duration) async {
        await until { state.withLock { !$0.sleepers.isEmpty } }
        let woken = state.withLock { state in
            state.elapsed += duration
            defer { state.sleepers.removeAll { $0.end <= state.elapsed } }
            return state.sleepers.filter { $0.end <= state.elapsed }
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}

/// Returns when a condition holds that another task brings about; the suite's time limit ends the waiting.
func until(_ condition: () -> Bool) async {
    while !condition() {
        try? await Task.sleep(for: .milliseconds(1))
    }
}
