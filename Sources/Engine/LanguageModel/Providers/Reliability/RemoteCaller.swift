/// Calls a server: what may pass is tried again, and a server that failed several calls in a row, all their tries included,
/// is left alone.
///
/// All copies share what was found out about the server.
struct RemoteCaller: Sendable {
    /// What somebody else's code threw inside a try, told apart from what the network threw.
    struct OtherFailure: Error {
        var error: any Error
    }

    private let host: String
    private let retryPolicy: RetryPolicy
    private let clock: ModelClock
    private let breaker: CircuitBreaker

    /// - Parameter host: The server, for messages.
    init(host: String, retryPolicy: RetryPolicy, clock: ModelClock) {
        self.host = host
        self.retryPolicy = retryPolicy
        self.clock = clock
        breaker = CircuitBreaker(clock: clock)
    }

    /// Tries until it succeeds, or there is to be no other try.
    ///
    /// - Parameters:
    ///   - deadline: No pause goes beyond it, and a try that is cancelled behind it speaks of a server that is too slow.
    ///   - attempt: Throws ``AttemptFailure`` or ``TransferError`` for what is the server's, and anything else for what
    ///     is not.
    ///   - adapt: Whether a changed request is worth a try at once.
    ///   - mayRepeat: Whether the same request may be tried again.
    /// - Throws: ``LanguageModelError``; what `attempt` throws that is not the server's.
    func call<Value>(
        deadline: ContinuousClock.Instant? = nil,
        _ attempt: () async throws -> Value,
        adapt: (AttemptFailure) -> Bool = { _ in false },
        mayRepeat: () -> Bool = { true }
    ) async throws -> Value {
        var retryCount = 0
        var lastError: LanguageModelError?
        while true {
            let permit = try admit(after: lastError)
            do {
                let value = try await attempt()
                breaker.record(.answered, of: permit)
                return value
            } catch {
                let failure = try triage(error, permit: permit, deadline: deadline)
                if adapt(failure) {
                    breaker.record(failure.isOutage ? .failedForNow : .answered, of: permit)
                    continue
                }
                let delay =
                    failure.isTransient && mayRepeat()
                    ? pause(after: failure, retryCount: retryCount, deadline: deadline) : nil
                breaker.record(
                    !failure.isOutage ? .answered : delay == nil ? .failed : .failedForNow,
                    of: permit
                )
                guard let delay else { throw failure.error }
                try await clock.sleep(delay)
                retryCount += 1
                lastError = failure.error
            }
        }
    }

    /// - Parameter error: Why the try before failed: better to know than that there is to be no other.
    private func admit(after error: LanguageModelError?) throws -> CircuitBreakerState.Permit {
        switch breaker.admit() {
        case .permitted(let permit): return permit
        case .refused(let retryAfter):
            var refusal = error ?? LanguageModelError(.unavailable, "\(host) failed several times and is left alone")
            refusal.retryAfter = retryAfter
            throw refusal
        }
    }

    /// The pause before another try; nil when there is to be none.
    private func pause(
        after failure: AttemptFailure,
        retryCount: Int,
        deadline: ContinuousClock.Instant?
    ) -> Duration? {
        let delay = retryPolicy.delay(
            retryCount: retryCount,
            retryAfter: failure.error.retryAfter,
            random: clock.random()
        )
        guard let delay, deadline.map({ clock.now() + delay < $0 }) ?? true else { return nil }
        return delay
    }

    /// Tells which errors are the server's.
    ///
    /// - Throws: What was not the server's fault, of which the breaker is told.
    private func triage(
        _ error: any Error,
        permit: CircuitBreakerState.Permit,
        deadline: ContinuousClock.Instant?
    ) throws -> AttemptFailure {
        let failure: AttemptFailure
        switch error {
        case let error as AttemptFailure: failure = error
        case let error as TransferError: failure = AttemptFailure(error)
        default:
            let isLate = error is CancellationError && deadline.map { clock.now() >= $0 } ?? false
            breaker.record(isLate ? .failed : .abandoned, of: permit)
            throw (error as? OtherFailure)?.error ?? error
        }
        return failure
    }
}
