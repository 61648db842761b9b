import Foundation

/// Finds out whether a provider's server answers at all.
///
/// An answer is remembered for two seconds, and all who ask at the same time wait for the same request, so that frequent
/// health checks do not become a load of their own.
actor ReachabilityProbe {
    /// How long an answer is good for.
    static let lifetime = Duration.seconds(2)

    private let request: OutgoingRequest
    private let client: HTTPClient
    private let clock: ModelClock
    private var known: (isReachable: Bool, at: ContinuousClock.Instant)?
    private var probe: Task<Bool, Never>?

    /// - Parameters:
    ///   - url: Something that is cheap for the server to answer.
    ///   - headers: Those of every request to the provider.
    ///   - client: Its time-outs are shortened: who asks for health does not wait for minutes.
    init(url: URL, headers: HeaderList, client: HTTPClient, clock: ModelClock) {
        var headers = headers
        headers.append("Accept", "application/json")
        request = OutgoingRequest(url: url, headers: headers)
        var configuration = client.configuration
        configuration.connectTimeout = min(configuration.connectTimeout, .seconds(2))
        configuration.firstByteTimeout = min(configuration.firstByteTimeout, .seconds(3))
        configuration.idleTimeout = min(configuration.idleTimeout, .seconds(3))
        self.client = HTTPClient(configuration: configuration)
        self.clock = clock
    }

    /// Whether the server answers with anything but a failure of its own (5xx): a refused key is for people to mend, and a
    /// server without such a list answers questions all the same.
    func isReachable() async -> Bool {
        if let known, known.at.duration(to: clock.now()) < Self.lifetime { return known.isReachable }
        // Not part of the call that begins it: should that one be cancelled, others still wait for the answer.
        let probe = self.probe ?? Task { [client, request] in await Self.answers(request, client: client) }
        self.probe = probe
        let isReachable = await probe.value
        if self.probe == probe {
            self.probe = nil
            known = (isReachable, clock.now())
        }
        return isReachable
    }

    private static func answers(_ request: OutgoingRequest, client: HTTPClient) async -> Bool {
        do {
            return try await client.withResponse(to: request) { $0.status < 500 }
        } catch {
            return false
        }
    }
}
