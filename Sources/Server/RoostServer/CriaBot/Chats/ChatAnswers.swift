/// What `start` answers.
struct StartedChat: EnvelopeFields {
    static let fieldNames = ["chat_id"]

    var identifier: String

    enum CodingKeys: String, CodingKey {
        case identifier = "chat_id"
    }
}

/// What `exists` answers.
struct ChatExistence: EnvelopeFields {
    static let fieldNames = ["exists"]

    var exists: Bool
}

/// What `history` answers.
struct ChatHistory: EnvelopeFields {
    static let fieldNames = ["history"]

    var history: [ChatMessage]
}

/// What `query` and `send` answer.
struct ChatAnswer: EnvelopeFields {
    static let fieldNames = ["reply"]

    var reply: ChatReply
}
