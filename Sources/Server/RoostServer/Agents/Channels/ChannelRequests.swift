import RetrievalEngine

/// The body of a request that tells of something that happened on a channel.
struct ChannelEvent: Sendable {
    /// What a customer says.
    struct Message: Sendable {
        /// Such as `text` or `image`; 1 to 50 characters.
        var type: String
        /// As it came; not blank when it is text.
        var content: String
    }

    /// The only event there is.
    static let messageReceived = "message_received"

    /// What happened, by the client's name for it.
    var name: String
    var workspaceID: String
    var agentID: String
    /// By which an event that comes again is recognised.
    var messageID: String
    var channel: String
    var externalUserID: String
    var message: Message

    /// - Throws: ``ValidationError`` with all that does not fit.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        let name = reader.required("event", as: .characters(upTo: 100))
        let workspace = reader.required("workspace_id", as: .uuid)
        let agent = reader.required("agent_id", as: .uuid)
        let messageID = reader.required("message_id", as: .uuid)
        let channel = reader.required("channel", as: .characters(upTo: 100))
        let user = reader.required("external_user_id", as: .characters(upTo: 255))
        let message = reader.nested("message", Message.init)
        guard reader.issues.isEmpty, let name, let workspace, let agent, let messageID, let channel, let user,
            let message
        else { throw reader.failure }
        self.name = name
        workspaceID = workspace
        agentID = agent
        self.messageID = messageID
        self.channel = channel
        externalUserID = user
        self.message = message
    }
}

extension ChannelEvent.Message {
    /// Reads the fields of a message; nil, and the issues noted, when they do not fit.
    fileprivate init?(_ reader: inout FieldReader) {
        let type = reader.required("type", as: .characters(upTo: 50))
        // A picture need not have words.
        let content = reader.required("content", as: .words(mayBeBlank: type.map { $0 != "text" } ?? false))
        guard let type, let content else { return nil }
        self.init(type: type, content: content)
    }
}

/// The body of a request to send a message.
struct ChannelSend: Sendable {
    var conversationID: String
    var agentID: String
    var channel: String
    var externalUserID: String
    /// As it came; not blank.
    var content: String
    /// 1 to 50 characters.
    var type: String

    /// - Throws: ``ValidationError`` with all that does not fit.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        let conversation = reader.required("conversation_id", as: .uuid)
        let agent = reader.required("agent_id", as: .uuid)
        let channel = reader.required("channel", as: .characters(upTo: 100))
        let user = reader.required("external_user_id", as: .characters(upTo: 255))
        let content = reader.required("content", as: .words(mayBeBlank: false))
        let type = reader.optional("message_type", as: .characters(upTo: 50))
        guard reader.issues.isEmpty, let conversation, let agent, let channel, let user, let content else {
            throw reader.failure
        }
        conversationID = conversation
        agentID = agent
        self.channel = channel
        externalUserID = user
        self.content = content
        self.type = type ?? "text"
    }
}

extension LaxType where Value == String {
    /// A text that is kept as it came, white space included.
    fileprivate static func words(mayBeBlank: Bool) -> Self {
        let characters = characters()
        return Self { value, location, issues in
            guard case .string(let text) = value, !text.contains("\0") else {
                return characters.convert(value, location, &issues)
            }
            if mayBeBlank { return text }
            return characters.convert(value, location, &issues).map { _ in text }
        }
    }
}
