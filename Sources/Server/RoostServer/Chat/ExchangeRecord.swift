import DocumentStore
import Foundation
import RetrievalEngine

/// A session that is there, as far as a reply needs it.
struct SessionReference: Sendable {
    var id: Int64
    /// The model that answers.
    var model: String
}

/// Stores one exchange: the user's messages, and the reply when it is there or has broken off.
///
/// Nothing of it is cut off when the client leaves in the middle.
actor ExchangeRecord {
    /// Where the exchange belongs.
    enum Place: Sendable {
        case session(SessionReference)
        /// A session that is made with its first messages.
        case new(applicationID: Int64?, model: String)
    }

    private let engine: RetrievalEngine
    private let queue: ChatQueue
    private let userNumber: Int64
    private let place: Place
    private let turn: SessionTurn
    private let onBeginning: (@Sendable (SessionReference) async throws -> Void)?
    private var beginning: Task<SessionReference, any Error>?
    /// The session that was made here and that nobody else may answer in until this exchange has ended.
    private var entered: String?

    /// - Parameter onBeginning: Called when the user's messages are on the disk, if that is before the reply is.
    init(
        _ turn: SessionTurn,
        in place: Place,
        of userNumber: Int64,
        engine: RetrievalEngine,
        queue: ChatQueue,
        onBeginning: (@Sendable (SessionReference) async throws -> Void)?
    ) {
        self.turn = turn
        self.place = place
        self.userNumber = userNumber
        self.engine = engine
        self.queue = queue
        self.onBeginning = onBeginning
    }

    /// Stores the user's messages, the first time that it is called; every call returns when that is done.
    ///
    /// - Throws: 404 when the session was deleted meanwhile; what the store throws.
    func begin() async throws {
        _ = try await begun()
    }

    /// Stores the reply, and the user's messages when they are not stored yet.
    ///
    /// - Returns: The session.
    /// - Throws: As ``begin()``.
    func complete(with reply: String) async throws -> SessionReference {
        let reply = SessionMessage(.assistant, reply)
        // A task of its own goes on when this one is cancelled; it waits for the disk and for nothing else.
        let task = Task {
            guard beginning != nil else { return try await store([reply]) }
            let session = try await begun()
            try await append([reply], to: session, title: nil)
            return session
        }
        return try await task.value
    }

    /// Lets others answer in the session. Must be called at the end.
    func close() {
        entered.map(queue.leave)
        entered = nil
    }

    private func begun() async throws -> SessionReference {
        if let beginning { return try await beginning.value }
        // As in `complete(with:)`; the client of `onBeginning` waits for it.
        let task = Task {
            let session = try await store([])
            try await onBeginning?(session)
            return session
        }
        beginning = task
        return try await task.value
    }

    /// Stores the user's messages and what follows them, in one transaction.
    private func store(_ more: [SessionMessage]) async throws -> SessionReference {
        let messages = turn.newMessages + more
        switch place {
        case .session(let session):
            try await append(messages, to: session, title: turn.title)
            return session
        case .new(let applicationID, let model):
            let session = NewSession(
                userNumber: userNumber,
                applicationID: applicationID,
                model: model,
                title: turn.title ?? SessionTurn.untitled,
                messages: messages,
                now: Timestamp.nowMicroseconds
            )
            let stored = try await engine.run { [store = engine.store] in try store.createSession(session) }
            // Nobody knows the session yet, so that this does not wait.
            try await queue.enter(stored.queueKey)
            entered = stored.queueKey
            return SessionReference(id: stored.id, model: stored.model)
        }
    }

    private func append(_ messages: [SessionMessage], to session: SessionReference, title: String?) async throws {
        let isThere = try await engine.run { [store = engine.store, userNumber] in
            try store.append(
                messages,
                toSession: session.id,
                of: userNumber,
                title: title,
                now: Timestamp.nowMicroseconds
            )
        }
        guard isThere else { throw APIFailure.unknownSession }
    }
}

extension StoredSession {
    /// What its exchanges are told apart by from those of other sessions.
    var queueKey: String { String(id) }
}
