import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// The sessions of the Chat API: replies as streams, switching models, history, deletion, files.
struct ChatSessionRoutes: Sendable {
    let endpoint: ChatEndpoint
    /// Keeps the exchanges of a session in order.
    let queue = ChatQueue()
    /// Keeps the uploads to a session in order.
    let uploads = ChatQueue()

    init(endpoint: BearerEndpoint) {
        self.endpoint = ChatEndpoint(users: endpoint)
    }

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        endpoint.routes(.post, "/stream", Operation.streamReply, handle: stream)
            + endpoint.routes(.post, "/switch-model", Operation.switchModel, handle: switchModel)
            + endpoint.routes(.get, "/history", Operation.sessionHistory, handle: history)
            + endpoint.routes(.post, "/sessions", Operation.createSession, handle: create)
            + endpoint.routes(.get, "/sessions/{session_id}", Operation.describeSession, handle: describe)
            + endpoint.routes(.delete, "/sessions/{session_id}", Operation.deleteSession, handle: delete)
            + endpoint.routes(.post, "/sessions/{session_id}/upload", Operation.uploadFile, handle: upload)
    }

    /// - Throws: 404 when the user has no such session.
    func session(_ number: Int64, of user: Int64) async throws -> StoredSession {
        let session = try await engine.run { [store = engine.store] in try store.session(number, of: user) }
        guard let session else { throw APIFailure.unknownSession }
        return session
    }

    @Sendable
    private func switchModel(_ request: ChatUserRequest) async throws -> Response {
        let body = try ModelSwitch(await request.request.json())
        _ = try await session(body.sessionNumber, of: request.userNumber)
        _ = try model(named: body.model)
        let session = try await engine.run { [store = engine.store] in
            try store.setModel(
                body.model,
                ofSession: body.sessionNumber,
                of: request.userNumber,
                now: Timestamp.nowMicroseconds
            )
        }
        guard let session else { throw APIFailure.unknownSession }
        return try Response.json(SwitchedSession(session))
    }

    @Sendable
    private func history(_ request: ChatUserRequest) async throws -> Response {
        let query = try HistoryQuery(request.request.query)
        let page = try await engine.run { [store = engine.store] in
            try store.sessions(
                of: request.userNumber,
                where: query.filter,
                limit: query.pageSize,
                offset: query.offset
            )
        }
        return try Response.json(SessionList(page, query))
    }

    @Sendable
    private func create(_ request: ChatUserRequest) async throws -> Response {
        let body = try SessionCreation(await request.request.json())
        _ = try model(named: body.model)
        let session = NewSession(
            userNumber: request.userNumber,
            applicationID: request.request.token.applicationID,
            model: body.model,
            title: SessionTurn.untitled,
            now: Timestamp.nowMicroseconds
        )
        let stored = try await engine.run { [store = engine.store] in try store.createSession(session) }
        return try Response.json(DescribedSession(stored))
    }

    @Sendable
    private func describe(_ request: ChatUserRequest) async throws -> Response {
        let session = try await session(request.sessionNumber(), of: request.userNumber)
        return try Response.json(DescribedSession(session))
    }

    @Sendable
    private func delete(_ request: ChatUserRequest) async throws -> Response {
        let number = try request.sessionNumber()
        let existed = try await engine.run { [store = engine.store] in
            try store.deleteSession(number, of: request.userNumber)
        }
        guard existed else { throw APIFailure.unknownSession }
        return try Response.json(["message": "Session deleted successfully"])
    }
}
