import Foundation
import Synchronization

/// What the models of all providers have in common: tries, the circuit breaker, and reading a reply.
///
/// A class, because all copies of a model share what was found out about its server.
final class RemoteModel<Wire: WireFormat>: Sendable {
    /// What `receive` threw, told apart from what the network threw.
    struct ReceiverFailure: Error {
        var error: any Error
    }

    let wire: Wire
    let client: HTTPClient
    let clock: ModelClock
    private let retryPolicy: RetryPolicy
    private let breaker: CircuitBreaker
    private let form: Mutex<RequestForm>
    private let reachability: ReachabilityProbe

    init(wire: Wire, client: HTTPClient, retryPolicy: RetryPolicy, clock: ModelClock) {
        self.wire = wire
        self.client = client
        self.clock = clock
        self.retryPolicy = retryPolicy
        breaker = CircuitBreaker(clock: clock)
        form = Mutex(wire.initialForm)
        reachability = ReachabilityProbe(
            url: wire.endpoint.modelsURL,
            headers: wire.headers,
            client: client,
            clock: clock
        )
    }

    /// Whether the server answers; see ``LanguageModel``. The circuit breaker neither hinders nor learns from it.
    func isReachable() async -> Bool {
        await reachability.isReachable()
    }

    /// Generates a reply; see ``LanguageModel``.
    func generate(
        _ request: GenerationRequest,
        receive: (String) async throws -> Void
    ) async throws -> Generation {
        var retryCount = 0
        var lastError: LanguageModelError?
        while true {
            let permit = try admit(after: lastError)
            let form = form.withLock { $0 }
            var hasText = false
            do {
                let generation = try await attempt(request, form: form) { text in
                    hasText = true
                    do { try await receive(text) } catch { throw ReceiverFailure(error: error) }
                }
                breaker.record(.answered, of: permit)
                return generation
            } catch {
                let failure = try triage(error, permit: permit)
                if adapt(form, to: failure) { continue }
                guard failure.isTransient, !hasText,
                    let delay = retryPolicy.delay(
                        retryCount: retryCount,
                        retryAfter: failure.error.retryAfter,
                        random: clock.random()
                    )
                else { throw failure.error }
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
            let host = wire.endpoint.host
            var refusal = error ?? LanguageModelError(.unavailable, "\(host) failed several times and is left alone")
            refusal.retryAfter = retryAfter
            throw refusal
        }
    }

    /// Tells the breaker, and which errors are the server's.
    ///
    /// - Throws: What was not the server's fault.
    private func triage(_ error: any Error, permit: CircuitBreakerState.Permit) throws -> AttemptFailure {
        let failure: AttemptFailure
        switch error {
        case let error as AttemptFailure: failure = error
        case let error as TransferError: failure = AttemptFailure(error)
        default:
            breaker.record(.abandoned, of: permit)
            throw (error as? ReceiverFailure)?.error ?? error
        }
        breaker.record(failure.isOutage ? .failed : .answered, of: permit)
        return failure
    }

    /// - Returns: Whether another form of the request is worth a try; it is kept for later requests.
    private func adapt(_ used: RequestForm, to failure: AttemptFailure) -> Bool {
        guard failure.error.code == .invalidRequest, let refusal = failure.refusal,
            let next = used.adapted(to: refusal)
        else { return false }
        form.withLock { $0.learn(from: next) }
        return true
    }
}
