import RetrievalEngine

/// What a user says to an assistant, and what was said before.
struct AssistantChatSubmission: Sendable, Hashable {
    let message: String
    let history: [ConversationMessage]

    /// Unicode scalars.
    static let messageLengths = 1...32_000
    /// Older messages are left out: no prompt has room for more.
    static let keptMessageCount = 100

    /// - Throws: ``ValidationError``.
    init(_ body: JSONValue) throws(ValidationError) {
        var reader = try AssistantFields.reader(of: body, keepingNulls: ["message"])
        let message = reader.required("message", as: Self.message)
        history = (reader.optional("history", as: .list(of: .conversationMessage)) ?? []).suffix(Self.keptMessageCount)
        guard reader.issues.isEmpty, let message else { throw reader.failure }
        self.message = message
    }

    private static var message: LaxType<String> {
        let text = StrictType.string(lengths: messageLengths)
        return LaxType { value, location, issues in
            guard let message = text.convert(value, location, &issues) else { return nil }
            guard message.contains(where: { !$0.isWhitespace }) else {
                issues.append(.unusable(value, at: location, "the message is blank"))
                return nil
            }
            return message
        }
    }
}

/// Who said a message, as the API names them.
private enum SpokenRole: String, CaseIterable {
    case user
    case assistant

    var role: ConversationMessage.Role {
        switch self {
        case .user: .user
        case .assistant: .assistant
        }
    }
}

extension LaxType where Value == ConversationMessage {
    /// An object with `role` and `content`.
    fileprivate static var conversationMessage: Self {
        Self { value, location, issues in
            do throws(ValidationError) {
                var reader = try FieldReader(value, at: location)
                let role = reader.required("role", as: StrictType.choice(SpokenRole.self))
                let content = reader.required("content", as: .string)
                issues += reader.issues
                guard let role, let content else { return nil }
                return ConversationMessage(role.role, content)
            } catch {
                issues += error.issues
                return nil
            }
        }
    }
}
