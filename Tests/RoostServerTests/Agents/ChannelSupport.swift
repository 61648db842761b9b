import DocumentStore
import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport

/// Requests of the Agents API's document, sections 4 and 5, and what is found in the store afterwards.
extension AgentWorkspace {
    static let eventPath = "/api/v1/channels/event"
    static let sendPath = "/api/v1/channels/send"
    static let customer = "whatsapp_user_id_or_phone_number"

    /// The body of an event.
    ///
    /// - Parameter id: The event's `message_id`; nil for one of its own.
    static func event(
        _ id: String? = nil,
        _ content: String = "Hi, I need help with my order.",
        from user: String = customer,
        over channel: String = "whatsapp",
        agent: String = agent,
        workspace: String = id,
        type: String = "text"
    ) -> [String: JSONValue] {
        [
            "event": "message_received", "workspace_id": .string(workspace), "agent_id": .string(agent),
            "message_id": .string(id ?? UUID().uuidString), "channel": .string(channel),
            "external_user_id": .string(user), "message": ["type": .string(type), "content": .string(content)],
        ]
    }

    /// The body of a request to send a message.
    static func message(
        in conversation: String,
        _ content: String = "Your query has been forwarded to a human agent.",
        over channel: String = "whatsapp",
        agent: String = agent
    ) -> [String: JSONValue] {
        [
            "conversation_id": .string(conversation), "agent_id": .string(agent), "channel": .string(channel),
            "external_user_id": .string(customer), "content": .string(content), "message_type": "text",
        ]
    }

    func tell(_ event: [String: JSONValue]) async throws -> Answer {
        try await post(Self.eventPath, .object(event))
    }

    func sendOut(_ message: [String: JSONValue], key: String? = nil) async throws -> Answer {
        var headers: HTTPFields = [:]
        headers[try .named("Idempotency-Key")] = key
        return try await send(.post, Self.sendPath, headers: headers, body: JSONValue.object(message).encoded)
    }

    /// A conversation that a customer has begun with the silent agent.
    func makeConversation(over channel: String = "whatsapp") async throws -> String {
        let answer = try await tell(Self.event(over: channel, agent: Self.silentAgent))
        guard let conversation = answer["conversation_id"]?.stringValue else { throw UnexpectedAnswer(answer) }
        return conversation
    }

    func messages(of conversation: String) throws -> [StoredMessage] {
        try server.engine.store.messages(ofConversation: conversation, inWorkspace: Self.id, before: nil, limit: 1000)
    }

    func status(of conversation: String) throws -> ConversationStatus? {
        try server.engine.store.conversation(conversation, inWorkspace: Self.id)?.status
    }

    func deliveryState(of message: JSONValue?) throws -> DeliveryState? {
        try server.engine.store.deliveryState(ofMessage: message?.stringValue ?? "", inWorkspace: Self.id)
    }

    /// Waits until a message has come so far.
    func awaitDelivery(of message: JSONValue?, _ state: DeliveryState) async throws {
        while try deliveryState(of: message) != state { try await Task.sleep(for: .milliseconds(20)) }
    }

    /// What is not as the description of the API has it.
    func mismatches(of answer: Answer, to path: String) async throws -> [String] {
        try await server.description().mismatches(of: answer, to: .post, path)
    }
}

extension ServerConfiguration {
    /// Has the answers come from an OpenAI-compatible server.
    mutating func ask(_ provider: LoopbackServer) {
        answering = .openAI(
            .init(name: "scripted", baseURL: provider.url.appending(path: "v1"), key: ScriptedModel.key)
        )
    }

    /// Has messages sent by a Graph API.
    mutating func sendMessages(by graph: LoopbackServer) {
        channels.graphURL = graph.url
        channels.whatsApp = .init(identifier: "1065", token: "EAA-whatsapp-token")
        channels.messengerToken = "EAA-messenger-token"
        channels.instagramToken = "EAA-instagram-token"
        channels.retries.baseDelay = .milliseconds(50)
    }
}

extension LoopbackExchange {
    /// Replies as a model to the last message that it was sent, with that message.
    func echo() async throws {
        let body = try JSONParser.parse(request.body)
        guard case .array(let messages)? = body["messages"] else { return try await cut() }
        try await say(["Re: ", messages.last?["content"]?.stringValue ?? ""])
    }
}

extension LoopbackServer {
    /// How many replies of agents it was asked for; what messages say is asked of it as well.
    var replyRequestCount: Int { requests.count { $0.text.contains("You are a helpful AI assistant.") } }
}
