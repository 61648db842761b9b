import RetrievalEngine

/// The body of a message to an agent.
struct AgentChatRequest: Sendable {
    var agentID: String
    /// Nil to begin a conversation.
    var conversationID: String?
    var channel: String
    var message: AgentMessage
    /// Whether it is a trial, which statistics leave out.
    var isTest: Bool

    /// - Throws: ``ValidationError`` with all that does not fit.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try FieldReader(body)
        let agent = reader.required("agent_id", as: .uuid)
        let conversation = reader.optional("conversation_id", as: .nullable(.uuid))
        let channel = reader.required("channel", as: .characters(upTo: 100))
        let message = reader.nested("message", AgentMessage.init)
        let mode = reader.optional("options", as: .nullable(.mode)).flatMap(\.self)
        guard reader.issues.isEmpty, let agent, let channel, let message else { throw reader.failure }
        agentID = agent
        conversationID = conversation.flatMap(\.self)
        self.channel = channel
        self.message = message
        isTest = mode == "test"
    }
}

/// What somebody says.
struct AgentMessage: Sendable {
    /// Such as `text`; 1 to 50 characters.
    var type: String
    /// Not blank.
    var content: String

    /// Reads the fields of a message; nil, and the issues noted, when they do not fit.
    init?(_ reader: inout FieldReader) {
        let type = reader.required("type", as: .characters(upTo: 50))
        let content = reader.required("content", as: .characters())
        guard let type, let content else { return nil }
        self.type = type
        self.content = content
    }
}

extension LaxType where Value == String {
    /// The member `mode` of the options, `live` when it is missing.
    fileprivate static var mode: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var reader = try FieldReader(value, at: location)
                let mode = reader.optional("mode", as: .nullable(.choice(of: ["live", "test"])))
                issues += reader.issues
                return reader.issues.isEmpty ? mode.flatMap(\.self) ?? "live" : nil
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}
