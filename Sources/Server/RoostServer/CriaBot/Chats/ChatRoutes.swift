import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine

/// Chats: start, query, send, end, history, exists (section 2 of the API's document).
struct ChatRoutes: Sendable {
    let endpoint: CriaBotEndpoint
    /// How long a chat lasts after its last message.
    let timeToLive: Duration
    let queue = ChatQueue()

    init(endpoint: CriaBotEndpoint, timeToLive: Duration) {
        self.endpoint = endpoint
        self.timeToLive = timeToLive
    }

    var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [
            endpoint.anyKey(.post, "/bots/chats/start", .startChat, start),
            endpoint.anyKey(.post, "/bots/chats/{chat_id}/query", .queryBot) { request in
                try await exchange(request, message: "Successfully sent the query")
            },
            endpoint.anyKey(.post, "/bots/chats/{chat_id}/send", .sendChat) { request in
                try await exchange(request, message: "Successfully sent the chat")
            },
            endpoint.anyKeyStream(.post, "/bots/chats/{chat_id}/stream", .streamChat, stream),
            endpoint.anyKey(.delete, "/bots/chats/{chat_id}/end", .endChat, end),
            endpoint.anyKey(.get, "/bots/chats/{chat_id}/history", .chatHistory, history),
            endpoint.anyKey(.get, "/bots/chats/{chat_id}/exists", .chatExists, exists),
        ]
    }

    @Sendable
    private func start(_ request: CriaBotRequest) async throws -> Success<StartedChat> {
        let identifier = UUID().uuidString.lowercased()
        let chat = NewChat(
            id: identifier,
            keyID: request.caller.keyID,
            startedAt: now,
            expiresAt: now + timeToLive.components.seconds
        )
        try await engine.run { [store = engine.store] in try store.startChat(chat) }
        return Success(
            message: "Successfully started a new chat.",
            fields: StartedChat(identifier: identifier)
        )
    }

    @Sendable
    private func end(_ request: CriaBotRequest) async throws -> Success<NoFields> {
        let identifier = try request.pathSegment("chat_id")
        try await requireChat(identifier, for: request.caller)
        let ended = try await engine.run { [store = engine.store, now] in
            try store.endChat(identifier, now: now)
        }
        guard ended else { throw CriaBotError.unknownChat(identifier) }
        return Success("Successfully ended the chat.")
    }

    @Sendable
    private func history(_ request: CriaBotRequest) async throws -> Success<ChatHistory> {
        let identifier = try request.pathSegment("chat_id")
        try await requireChat(identifier, for: request.caller)
        let messages = try await messages(ofChat: identifier)
        return Success(message: "Successfully send the chat", fields: ChatHistory(history: messages))
    }

    /// - Throws: 404 when there is no such chat.
    func messages(ofChat identifier: String) async throws -> [ChatMessage] {
        let messages = try await engine.run { [store = engine.store, now] in
            try store.history(ofChat: identifier, now: now)?.map { try ChatMessage(stored: $0) }
        }
        guard let messages else { throw CriaBotError.unknownChat(identifier) }
        return messages
    }

    @Sendable
    private func exists(_ request: CriaBotRequest) async throws -> Success<ChatExistence> {
        let identifier = try request.pathSegment("chat_id")
        let chat = try await chat(identifier, for: request.caller)
        return Success(
            message: "Checked if the chat '\(identifier)' is active!",
            fields: ChatExistence(exists: chat != nil)
        )
    }

    /// Unix seconds.
    var now: Int64 { Int64(Date().timeIntervalSince1970) }

    /// The chat; nil when there is none.
    ///
    /// - Throws: ``AuthenticationError/forbidden`` when it is not the caller's.
    private func chat(_ identifier: String, for caller: Caller) async throws -> StoredChat? {
        let chat = try await engine.run { [store = engine.store, now] in try store.chat(identifier, now: now) }
        if let chat, !caller.mayUse(chat) {
            throw AuthenticationError.forbidden
        }
        return chat
    }

    /// - Throws: 404 when there is no such chat; ``AuthenticationError/forbidden`` when it is not the caller's.
    func requireChat(_ identifier: String, for caller: Caller) async throws {
        guard try await chat(identifier, for: caller) != nil else { throw CriaBotError.unknownChat(identifier) }
    }
}
