import DocumentStore

/// Messages of a conversation as the API shows them.
struct ConversationMessages: Encodable {
    var conversationID: String
    var agentID: String
    var channel: String
    @Nullable var externalUserID: String?
    var status: String
    /// Oldest first.
    var messages: [Message]
    /// Whether there are older ones.
    var hasMore: Bool

    struct Message: Encodable {
        var id: String
        var role: String
        var sender: String
        var type: String
        var content: String
        var isTest: Bool
        var createdAt: String
        @Nullable var intelligence: IntelligenceAnswer?
        @Nullable var delivery: String?

        enum CodingKeys: String, CodingKey {
            case id, role, sender, type, content, intelligence, delivery
            case isTest = "is_test"
            case createdAt = "created_at"
        }
    }

    enum CodingKeys: String, CodingKey {
        case conversationID = "conversation_id"
        case agentID = "agent_id"
        case channel, status, messages
        case externalUserID = "external_user_id"
        case hasMore = "has_more"
    }
}

extension ConversationMessages {
    init(_ conversation: StoredConversation, messages: some Sequence<StoredMessage>, hasMore: Bool) {
        self.init(
            conversationID: conversation.id,
            agentID: conversation.agentID,
            channel: conversation.channel,
            externalUserID: conversation.externalUserID,
            status: conversation.status.rawValue,
            messages: messages.map(Message.init),
            hasMore: hasMore
        )
    }
}

extension ConversationMessages.Message {
    fileprivate init(_ message: StoredMessage) {
        self.init(
            id: message.id,
            role: message.sender == .customer ? "user" : "assistant",
            sender: message.sender.rawValue,
            type: message.type,
            content: message.content,
            isTest: message.isTest,
            createdAt: Timestamp.text(milliseconds: message.createdAt),
            intelligence: message.intelligence.map(IntelligenceAnswer.init),
            delivery: message.delivery?.rawValue
        )
    }
}
