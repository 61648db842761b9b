import RetrievalEngine

/// The body of a request to a clone.
struct CloneChatRequest: Sendable {
    /// The question.
    var text: String
    /// What was said before, without system messages.
    var history: [ConversationMessage]
    /// The texts of the history's system messages.
    var instructions: [String]
    var workspaceID: String?
    var channelID: String?

    /// - Throws: 400 with the API's own words when there is no question or no history; ``ValidationError``.
    init(_ body: JSONValue) throws {
        guard let message = body["message"], let text = message["text"]?.stringValue, !text.trimmed.isEmpty,
            case .array(let entries)? = message["history"]
        else { throw Self.invalidMessage }
        var fields = try FieldReader(body)
        let workspaceID = fields.optional("workspace_id", as: .workspaceID) ?? nil
        let channelID = fields.optional("channel_id", as: .workspaceID) ?? nil
        guard fields.issues.isEmpty else { throw fields.failure }
        guard !text.utf8.contains(0) else {
            throw APIFailure.badRequest("message.text: String should not hold a NUL character")
        }
        self.text = text
        self.workspaceID = workspaceID
        self.channelID = channelID
        let turns = try entries.map(Turn.init)
        instructions = turns.filter { $0.role == "system" }.map(\.content)
        history = Self.history(turns, before: text)
    }

    static let invalidMessage = APIFailure.badRequest("Invalid message format. Required: text and history array")

    private struct Turn {
        var role: String
        var content: String

        init(_ entry: JSONValue) throws {
            guard let role = entry["role"]?.stringValue, let content = entry["content"]?.stringValue else {
                throw CloneChatRequest.invalidMessage
            }
            self.role = role
            self.content = content
        }
    }

    /// Whoever is neither the assistant nor the system counts as the user. Clients that keep the history add the question to
    /// it before they send it: it is not asked twice.
    private static func history(_ turns: [Turn], before text: String) -> [ConversationMessage] {
        var messages = turns.filter { $0.role != "system" && !$0.content.trimmed.isEmpty }.map { turn in
            ConversationMessage(turn.role == "assistant" ? .assistant : .user, turn.content)
        }
        if messages.last == ConversationMessage(.user, text) {
            messages.removeLast()
        }
        return messages
    }
}
