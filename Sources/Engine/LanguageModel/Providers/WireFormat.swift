/// How a provider's requests and replies look.
protocol WireFormat: Sendable {
    associatedtype Reader: ReplyReader

    var endpoint: ProviderEndpoint { get }
    /// The form of request that is tried first.
    var initialForm: RequestForm { get }
    /// Fields besides those that every JSON request has; the only place where the key goes.
    var headers: HeaderList { get }

    /// The request's JSON.
    ///
    /// - Throws: ``LanguageModelError`` for what the format cannot express.
    func body(of request: GenerationRequest, form: RequestForm) throws -> [UInt8]

    func makeReader() -> Reader
}

/// Reads one reply, event by event or as a whole.
protocol ReplyReader {
    init()

    /// - Returns: The text that the event adds.
    mutating func read(_ event: ServerSentEvent) throws(ReplyFault) -> String

    /// - Parameter body: The JSON of a server that does not stream.
    /// - Returns: The whole text.
    mutating func read(whole body: [UInt8]) throws(ReplyFault) -> String

    /// Whether the last event has come.
    var isComplete: Bool { get }
    /// Why the reply ended; nil while it has not.
    var finishReason: Generation.FinishReason? { get }
    var usage: Usage? { get }
}

/// What is wrong inside a reply.
enum ReplyFault: Error {
    /// What was expected and found; no part of the reply itself.
    case malformed(String)
    case provider(ProviderError)
}
