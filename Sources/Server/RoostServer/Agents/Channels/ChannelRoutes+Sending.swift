import Crypto
import DocumentStore
import Foundation
import HTTPTypes
import Hummingbird
import RetrievalEngine

extension ChannelRoutes {
    /// Sends a message that a person of the workspace wrote.
    @Sendable
    func send(_ request: WorkspaceRequest) async throws -> Response {
        let message = try ChannelSend(await request.json())
        guard Channels.all.contains(message.channel) else {
            throw APIFailure.badRequest(Channels.unsupported(message.channel))
        }
        let key = try message.idempotencyKey(of: request.request)
        let workspace = request.workspaceID
        // A task of its own: what is stored is sent, also when the client goes.
        let task = Task {
            guard let key else { return try await send(message, once: nil, inWorkspace: workspace) }
            return try await sends.run("\(workspace) \(key.text)") {
                try await send(message, once: key, inWorkspace: workspace)
            }
        }
        return try Response.json(await task.value)
    }

    private func send(
        _ message: ChannelSend,
        once key: IdempotencyKey?,
        inWorkspace workspace: String
    ) async throws -> ChannelSendAnswer {
        let new = NewHumanMessage(
            workspaceID: workspace,
            conversationID: message.conversationID,
            agentID: message.agentID,
            channel: message.channel,
            externalUserID: message.externalUserID,
            type: message.type,
            content: message.content,
            dispatch: outbox.dispatch(over: message.channel),
            now: Timestamp.nowMilliseconds
        )
        let start = try await engine.run { [store = engine.store] in try store.addHumanMessage(new, once: key) }
        let (stored, state): (StoredMessage, DeliveryState?)
        switch start {
        case .added(let added):
            responder.signal.notify()
            state = await outbox.sendStored(added, over: new.channel, to: new.externalUserID)
            stored = added
        case .repeated(let earlier): (stored, state) = (earlier, earlier.delivery)
        case .keyOfAnother: throw ChannelFailure.keyOfAnother
        case .unknownConversation: throw ChannelFailure.unknownConversation(message.conversationID)
        }
        guard state != .failed else { throw ChannelFailure.undeliverable(over: message.channel) }
        return ChannelSendAnswer(messageID: stored.id, delivery: state)
    }
}

extension ChannelSend {
    private static let longestKey = 255

    /// The key that a request carries, with the digest of this message; nil when it carries none.
    ///
    /// - Throws: ``ValidationError`` for a key that is too long.
    fileprivate func idempotencyKey(of request: Request) throws -> IdempotencyKey? {
        let name = "Idempotency-Key"
        let text = HTTPField.Name(name).flatMap { request.headers[$0] }?.trimmed ?? ""
        guard !text.isEmpty else { return nil }
        guard text.unicodeScalars.count <= Self.longestKey else {
            throw ValidationError([
                .init(
                    type: "max_length",
                    location: ["header", .name(name)],
                    message: "Ensure this field has no more than \(Self.longestKey) characters.",
                    input: .string(text)
                )
            ])
        }
        let fields: [String] = [conversationID, agentID, channel, externalUserID, type, content]
        return IdempotencyKey(text, requestDigest: Array(SHA256.hash(data: try JSONEncoder().encode(fields))))
    }
}
