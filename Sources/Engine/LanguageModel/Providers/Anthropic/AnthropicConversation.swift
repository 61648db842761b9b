/// A conversation in the form that the Messages API takes.
///
/// - System messages are joined, wherever they stand, with an empty line between them.
/// - Messages without text are left out: the API refuses them.
/// - Consecutive messages of one role become one, with an empty line between them.
/// - What the assistant said before the user's first message, such as a greeting, is quoted in the system text, because
///   a conversation must begin with the user.
struct AnthropicConversation: Equatable {
    struct Turn: Encodable, Equatable {
        var role: String
        var content: String
    }

    var system: String
    var turns: [Turn]

    init(_ messages: [Message]) {
        let messages = messages.filter { !$0.text.allSatisfy(\.isWhitespace) }
        let spoken = messages.filter { $0.role != .system }
        let openings = spoken.prefix { $0.role == .assistant }.map(\.text)
        var texts = messages.filter { $0.role == .system }.map(\.text)
        if !openings.isEmpty {
            texts.append("You began this conversation by saying:\n" + openings.joined(separator: "\n\n"))
        }
        system = texts.joined(separator: "\n\n")
        turns = []
        for message in spoken.dropFirst(openings.count) {
            if let last = turns.indices.last, turns[last].role == message.role.rawValue {
                turns[last].content += "\n\n" + message.text
            } else {
                turns.append(Turn(role: message.role.rawValue, content: message.text))
            }
        }
    }
}
