import Foundation
import Synchronization

/// What the models of all providers have in common: tries of different forms, and reading a reply.
///
/// A class, because all copies of a model share what was found out about its server.
final class RemoteModel<Wire: WireFormat>: Sendable {
    let wire: Wire
    let client: HTTPClient
    let clock: ModelClock
    private let caller: RemoteCaller
    private let form: Mutex<RequestForm>
    private let reachability: ReachabilityProbe

    init(wire: Wire, client: HTTPClient, retryPolicy: RetryPolicy, clock: ModelClock) {
        self.wire = wire
        self.client = client
        self.clock = clock
        caller = RemoteCaller(host: wire.endpoint.host, retryPolicy: retryPolicy, clock: clock)
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
        var hasText = false
        var used = form.withLock { $0 }
        return try await caller.call {
            used = form.withLock { $0 }
            return try await attempt(request, form: used) { text in
                hasText = true
                do { try await receive(text) } catch { throw RemoteCaller.OtherFailure(error: error) }
            }
        } adapt: { failure in
            adapt(used, to: failure)
        } mayRepeat: {
            !hasText
        }
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
