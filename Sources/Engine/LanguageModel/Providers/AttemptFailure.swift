/// Why one try to get a reply failed, and what that means for the next.
struct AttemptFailure: Error {
    var error: LanguageModelError
    /// Whether the same request may succeed a moment later.
    var isTransient = false
    /// Whether it speaks of a server that is down, for the circuit breaker.
    var isOutage = false
    /// What the provider said, when it refused the request.
    var refusal: ProviderError?

    /// A failure of the network.
    init(_ failure: TransferError) {
        let (code, isTransient, isOutage): (LanguageModelError.Code, Bool, Bool) =
            switch failure.code {
            case .invalidRequest: (.invalidRequest, false, false)
            case .connectionFailed: (.unavailable, true, true)
            case .untrusted: (.unavailable, false, true)
            case .timedOut(.connect): (.timedOut, true, true)
            case .timedOut: (.timedOut, false, true)
            case .interrupted: (.interrupted, true, true)
            case .malformedResponse: (.malformedResponse, false, false)
            }
        error = LanguageModelError(code, failure.message)
        self.isTransient = isTransient
        self.isOutage = isOutage
    }

    /// A response that is no reply, or an error inside a reply.
    ///
    /// - Parameter status: Nil for an error inside a reply whose type is unknown.
    init(status: Int?, provider: ProviderError, endpoint: ProviderEndpoint, retryAfter: Duration? = nil) {
        let code = Self.code(status: status, provider: provider)
        let found = status.map { "status \($0)" } ?? "an error"
        let said = provider.message.isEmpty ? "" : ": " + endpoint.quoted(provider.message)
        error = LanguageModelError(
            code,
            "\(endpoint.host): expected a reply, found \(found)\(said)",
            retryAfter: retryAfter
        )
        isOutage = (status ?? 500) >= 500
        isTransient = isOutage || status == 408 || (status == 429 && !provider.isQuotaExhausted)
        refusal = provider
    }

    /// How much of a refusal's body is read, in bytes.
    private static let refusalByteLimit = 64 << 10

    /// A response whose status says that it is no reply.
    ///
    /// - Throws: `CancellationError`.
    init(refusal response: IncomingResponse, endpoint: ProviderEndpoint, clock: ModelClock) async throws {
        var body: [UInt8] = []
        do {
            body = try await response.body.bytes(upTo: Self.refusalByteLimit)
        } catch let error where !(error is CancellationError) {
            // The status says enough when the explanation does not arrive.
        }
        self.init(
            status: response.status,
            provider: ProviderError(body: body),
            endpoint: endpoint,
            retryAfter: response.headers["Retry-After"].flatMap { RetryAfter.duration($0, now: clock.date()) }
        )
    }

    /// A reply that is not what the wire format says.
    init(malformed message: String, endpoint: ProviderEndpoint) {
        error = LanguageModelError(.malformedResponse, "\(endpoint.host): \(message)")
    }

    /// A reply that ended before its end.
    init(unfinishedAt endpoint: ProviderEndpoint) {
        error = LanguageModelError(.interrupted, "\(endpoint.host): expected a finished reply, found the stream's end")
        isTransient = true
        isOutage = true
    }

    private static func code(status: Int?, provider: ProviderError) -> LanguageModelError.Code {
        if provider.isContentFilter { return .contentFiltered }
        return switch status {
        case 401, 403: .unauthorized
        case 408: .timedOut
        case 429: .rateLimited
        case .some(..<500): .invalidRequest
        default: .unavailable
        }
    }
}
