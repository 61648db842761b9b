import Synchronization

/// A ``CircuitBreakerState`` that the calls of one model share.
final class CircuitBreaker: Sendable {
    private let state = Mutex(CircuitBreakerState())
    private let clock: ModelClock

    init(clock: ModelClock) {
        self.clock = clock
    }

    func admit() -> CircuitBreakerState.Admission {
        let now = clock.now()
        return state.withLock { $0.admit(at: now) }
    }

    func record(_ outcome: CircuitBreakerState.Outcome, of permit: CircuitBreakerState.Permit) {
        let now = clock.now()
        state.withLock { $0.record(outcome, of: permit, at: now) }
    }
}
