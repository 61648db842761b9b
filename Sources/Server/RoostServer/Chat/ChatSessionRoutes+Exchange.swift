import DocumentStore
import Hummingbird
import Logging
import RetrievalEngine

extension ChatSessionRoutes {
    /// A request that may be answered.
    struct Exchange: Sendable {
        var request: ChatStreamRequest
        var userNumber: Int64
        var applicationID: Int64?
        /// Nil for a new session.
        var session: SessionReference?
        var logger: Logger
    }

    /// What is done for a client that sees a reply while it comes to be.
    struct Watching: Sendable {
        /// Called before the first text, when the user's messages are on the disk.
        var onBeginning: @Sendable (SessionReference) async throws -> Void
        /// Runs beside the model's work, until it is cancelled; `begin` has the user's messages stored if they are not yet.
        var meanwhile: @Sendable (_ begin: @Sendable () async throws -> Void) async throws -> Void
    }

    /// An exchange whose turn it is.
    private struct OpenExchange: Sendable {
        var turn: SessionTurn
        var record: ExchangeRecord
        var engine: RetrievalEngine
        var files: Collection?
        var request: ChatStreamRequest
        var logger: Logger
    }

    /// Checks a request: its parts, its session, its model.
    ///
    /// - Throws: ``ValidationError``; 404 for a session that the user does not have; 400 for a model that is unknown.
    func accept(_ request: ChatUserRequest) async throws -> Exchange {
        let body = try ChatStreamRequest(await request.request.json())
        var session: SessionReference?
        if let number = body.sessionNumber {
            let stored = try await self.session(number, of: request.userNumber)
            session = SessionReference(id: stored.id, model: stored.model)
        }
        for name in [body.model, session?.model].compactMap(\.self) { _ = try model(named: name) }
        return Exchange(
            request: body,
            userNumber: request.userNumber,
            applicationID: request.request.token.applicationID,
            session: session,
            logger: request.request.context.logger
        )
    }

    /// - Throws: 400 for an unknown name.
    func model(named name: String) throws -> RetrievalEngine {
        guard let engine = endpoint.users.models[name] else { throw APIFailure.unknownModel(name) }
        return engine
    }

    /// Answers, and stores question and answer.
    ///
    /// Exchanges of one session run one after the other, so that each sees what the one before it added. A failure before
    /// the reply's first text stores nothing; text that the user has seen stays, with the messages that it answers.
    ///
    /// - Parameters:
    ///   - watching: Nil when nobody sees the reply before it is whole: then nothing is stored before.
    ///   - receive: Called with each piece of the reply.
    /// - Returns: The session, and the reply as it is stored.
    func run(
        _ exchange: Exchange,
        watching: Watching? = nil,
        receive: (String) async throws -> Void = { _ in }
    ) async throws -> (session: SessionReference, reply: ConversationReply) {
        guard let session = exchange.session else {
            return try await answer(exchange, stored: nil, watching: watching, receive: receive)
        }
        return try await queue.run(String(session.id)) {
            let stored = try await self.session(session.id, of: exchange.userNumber)
            return try await answer(exchange, stored: stored, watching: watching, receive: receive)
        }
    }

    private func answer(
        _ exchange: Exchange,
        stored: StoredSession?,
        watching: Watching?,
        receive: (String) async throws -> Void
    ) async throws -> (session: SessionReference, reply: ConversationReply) {
        let turn = SessionTurn(stored: stored?.messages ?? [], sent: exchange.request.messages)
        // A switch of the model counts from the next reply on, also for one that waited meanwhile.
        let engine = try model(named: stored?.model ?? exchange.request.model)
        let record = ExchangeRecord(
            turn,
            in: stored.map { .session(SessionReference(id: $0.id, model: $0.model)) }
                ?? .new(applicationID: exchange.applicationID, model: exchange.request.model),
            of: exchange.userNumber,
            engine: engine,
            queue: queue,
            onBeginning: watching?.onBeginning
        )
        let open = OpenExchange(
            turn: turn,
            record: record,
            engine: engine,
            files: try await files(of: stored, engine: engine),
            request: exchange.request,
            logger: exchange.logger
        )
        do {
            let result =
                if let watching { try await watched(open, by: watching, receive: receive) } else {
                    try await whole(open, receive: receive)
                }
            await record.close()
            return result
        } catch {
            await record.close()
            throw error
        }
    }

    /// Stores all at the end.
    private func whole(
        _ exchange: OpenExchange,
        receive: (String) async throws -> Void
    ) async throws -> (session: SessionReference, reply: ConversationReply) {
        let reply = try await reply(in: exchange, receive: receive)
        return (try await exchange.record.complete(with: reply.text), reply)
    }

    /// Stores the user's messages before the first text, and the reply at its end, wherever that is.
    private func watched(
        _ exchange: OpenExchange,
        by watching: Watching,
        receive: (String) async throws -> Void
    ) async throws -> (session: SessionReference, reply: ConversationReply) {
        var shown = ""
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await watching.meanwhile { try await exchange.record.begin() } }
                defer { group.cancelAll() }
                var reply = try await reply(in: exchange) { piece in
                    try await exchange.record.begin()
                    shown += piece
                    try await receive(piece)
                }
                try await exchange.record.begin()
                reply.text = shown.withoutTrailingLineEnds
                return (try await exchange.record.complete(with: reply.text), reply)
            }
        } catch {
            if !shown.isEmpty {
                await keep(shown.withoutTrailingLineEnds, of: exchange)
            }
            throw error
        }
    }

    /// Stores what there is of a reply that broke off.
    private func keep(_ text: String, of exchange: OpenExchange) async {
        do {
            _ = try await exchange.record.complete(with: text)
        } catch {
            // The failure that broke the reply off is the one that is told.
            exchange.logger.error("A reply could not be stored", metadata: ["error": "\(ErrorChain(error))"])
        }
    }

    private func reply(
        in exchange: OpenExchange,
        receive: (String) async throws -> Void
    ) async throws -> ConversationReply {
        var options = RetrievalOptions()
        options.topK = 5
        options.topN = 5
        var answering = AnswerOptions()
        answering.history = exchange.turn.history
        answering.systemMessage = exchange.turn.systemMessage
        answering.temperature = exchange.request.temperature
        answering.maximumInputTokenCount = 15_000
        answering.maximumReplyTokenCount = exchange.request.maximumTokenCount ?? 2048
        var reply = try await exchange.engine.reply(
            to: exchange.turn.question,
            from: exchange.files,
            options: options,
            answering: answering,
            receive: receive
        )
        reply.text = reply.text.withoutTrailingLineEnds
        if let sources = reply.citations.sources {
            try await receive(sources)
            reply.text += sources
        }
        return reply
    }

    /// The files of a session; nil when it has none.
    private func files(of session: StoredSession?, engine: RetrievalEngine) async throws -> Collection? {
        guard let session else { return nil }
        let handle = try await engine.run { [store = engine.store] in
            try store.openCollection(named: StoredSession.fileCollectionName, owner: session.owner)
        }
        return try handle.map(engine.collection)
    }
}

extension [Citation] {
    /// The places that a reply's `[1]` and `[2]` refer to; nil when there are none.
    ///
    /// They are part of the text because a stream of text has no other place for them, and on the same line because clients
    /// that read line by line lose the breaks.
    fileprivate var sources: String? {
        guard !isEmpty else { return nil }
        var seen: Set<String> = []
        let places = sorted { $0.number < $1.number }.map { citation in
            let page = citation.page.map { ", page \($0)" } ?? ""
            return "[\(citation.number)] \(citation.document)\(page)"
        }
        return " (Sources: " + places.filter { seen.insert($0).inserted }.joined(separator: "; ") + ")"
    }
}

extension String {
    fileprivate var withoutTrailingLineEnds: String {
        lastIndex { !$0.isNewline }.map { String(self[...$0]) } ?? ""
    }
}
