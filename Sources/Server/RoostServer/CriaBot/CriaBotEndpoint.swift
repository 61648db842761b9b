import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What every route of CriaBot does before and after its own work: the key, the stack-trace header, the envelope.
///
/// The key is checked first: who may not do a thing learns nothing about it.
struct CriaBotEndpoint: Sendable {
    let engine: RetrievalEngine
    let models: NumberedModels
    let authenticator: Authenticator
    /// Bytes of a request's body, at most.
    let maximumBodyByteCount: Int

    /// A route for every valid key.
    func anyKey<Fields>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: CriaBotOperation<Fields>,
        _ handle: @escaping @Sendable (CriaBotRequest) async throws -> Success<Fields>
    ) -> Route {
        Route(method, path, operation.described) { request, context in
            do {
                let call = try await accept(request, in: context)
                let success = try await handle(call)
                return try Response.json(Envelope(success), headers: success.headers)
            } catch {
                throw try RenderedFailure(error, of: Fields.self)
            }
        }
    }

    /// A route for every valid key that answers with events; what fails before the first one is answered as JSON.
    func anyKeyStream<Event>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: CriaBotOperation<NoFields>,
        _ handle: @escaping @Sendable (CriaBotRequest) async throws -> EventStream<Event>
    ) -> Route {
        Route(method, path, operation.described) { request, context in
            do {
                let call = try await accept(request, in: context).collected()
                let events = try await handle(call)
                return try await call.throwingOnSpentConnection {
                    try await events.response(to: call.request, logger: context.logger)
                }
            } catch {
                throw try RenderedFailure(error, of: NoFields.self)
            }
        }
    }

    /// Checks the key before all else.
    private func accept(_ request: Request, in context: BasicRequestContext) async throws -> CriaBotRequest {
        let caller = try await authenticator.caller(holding: request.apiKey)
        try request.validateStackTraceHeader()
        return CriaBotRequest(
            caller: caller,
            request: request,
            context: context,
            maximumBodyByteCount: maximumBodyByteCount
        )
    }

    /// A route for the master key.
    func masterKey<Fields>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: CriaBotOperation<Fields>,
        _ handle: @escaping @Sendable (CriaBotRequest) async throws -> Success<Fields>
    ) -> Route {
        anyKey(method, path, operation) { request in
            guard request.caller.isMaster else { throw AuthenticationError.forbidden }
            return try await handle(request)
        }
    }

    /// A route for the key of the bot that the path names, and the master key.
    func botKey<Fields>(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ operation: CriaBotOperation<Fields>,
        _ handle: @escaping @Sendable (StoredBot, CriaBotRequest) async throws -> Success<Fields>
    ) -> Route {
        anyKey(method, path, operation) { request in
            let bot = try await bot(named: request.pathSegment("bot_name"), for: request.caller)
            return try await handle(bot, request)
        }
    }

    /// The bot of that name.
    ///
    /// - Throws: ``AuthenticationError/forbidden`` when the caller may not use it, also when there is none and the key
    ///   is a bot's; 404 for the master key.
    func bot(named name: String, for caller: Caller) async throws -> StoredBot {
        let bot = try await engine.run { [store = engine.store] in try store.bot(named: name) }
        if let bot, caller.mayUse(bot) {
            return bot
        }
        throw caller.isMaster ? CriaBotError.unknownBot(name) : AuthenticationError.forbidden
    }
}

/// A request whose key is known.
struct CriaBotRequest: Sendable {
    let caller: Caller
    fileprivate let request: Request
    fileprivate let context: BasicRequestContext
    fileprivate let maximumBodyByteCount: Int

    fileprivate init(
        caller: Caller,
        request: Request,
        context: BasicRequestContext,
        maximumBodyByteCount: Int
    ) {
        self.caller = caller
        self.request = request
        self.context = context
        self.maximumBodyByteCount = maximumBodyByteCount
    }

    /// The body as JSON.
    func json() async throws -> JSONValue {
        try await request.json(upTo: maximumBodyByteCount)
    }

    /// The request with its body in memory.
    func collected() async throws -> CriaBotRequest {
        CriaBotRequest(
            caller: caller,
            request: try await request.collected(upTo: maximumBodyByteCount),
            context: context,
            maximumBodyByteCount: maximumBodyByteCount
        )
    }

    /// Does something that is cancelled when the client goes. The request must be a collected one.
    ///
    /// The connection that was watched for its client's leaving cannot be used again: the answer must say
    /// `Connection: close`, as what this throws does.
    func whileConnected<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        try await throwingOnSpentConnection {
            try await request.body.consumeWithCancellationOnInboundClose { _ in try await work() }
        }
    }

    /// Does something that spends the connection: what it throws says so.
    fileprivate func throwingOnSpentConnection<Value: Sendable>(
        _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw CriaBotError(error).closingConnection
        }
    }

    /// A segment of the path that the route left open.
    func pathSegment(_ name: String) throws -> String {
        try request.pathSegment(name, in: context)
    }

    /// The query of the URL.
    var query: QueryItems { QueryItems(request.uri.query) }

    /// A parameter of the query that must be there.
    func requiredQuery(_ name: String) throws -> String {
        guard let value = query[name] else {
            throw ValidationError([.missing(at: ["query", .name(name)], in: .null)])
        }
        return value
    }
}

extension Request {
    /// Stack traces are never sent; but a client that asks for them in a way that makes no sense is told so.
    fileprivate func validateStackTraceHeader() throws {
        guard let name = HTTPField.Name("X-Api-Stacktrace"), let value = headers[name] else { return }
        var issues: [ValidationError.Issue] = []
        _ = LaxType<Bool>.boolean.convert(.string(value), ["header", "x-api-stacktrace"], &issues)
        guard issues.isEmpty else { throw ValidationError(issues) }
    }
}
