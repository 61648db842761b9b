import RetrievalEngine

extension Operation.Tag {
    fileprivate static let chats = Self(
        name: "Bot chats",
        description: "Conversations with bots. A chat belongs to the key that started it and expires some time after "
            + "its last message; each message may be for another bot."
    )
}

extension CriaBotOperation where Fields == StartedChat {
    static var startChat: Self {
        Self(
            "Start a chat",
            tag: .chats,
            description: "Starts an empty chat. A body is not needed and not read.",
            access: .anyKey
        )
    }
}

extension CriaBotOperation where Fields == ChatAnswer {
    static var queryBot: Self {
        exchange("Query a bot", prompt: "What is the capital of France?")
    }

    static var sendChat: Self {
        exchange("Send a message to a bot", prompt: "Hello, bot!")
    }

    private static func exchange(_ summary: String, prompt: JSONValue) -> Self {
        Self(
            summary,
            tag: .chats,
            description: "Answers a prompt from what the bot and the extra bots know and adds both to the chat. "
                + "`query` and `send` do the same.",
            access: .botAndChat,
            parameters: [.chatID],
            body: .prompt(prompt),
            failures: .ofExchanges + .ofModels
        )
    }
}

extension CriaBotOperation where Fields == NoFields {
    static var streamChat: Self {
        Self(
            "Send a message and watch the answer come",
            tag: .chats,
            description: "As `send`, answered with events. What fails before the first event is answered as JSON; what "
                + "fails after it is the event `error`, and nothing is added to the chat.",
            access: .botAndChat,
            parameters: [.chatID],
            body: .prompt("Hello, bot!"),
            failures: .ofExchanges
        ).answering(.text("The events.", as: "text/event-stream", .eventStream(of: .chatEvent)))
    }

    static var endChat: Self {
        Self(
            "End a chat",
            tag: .chats,
            description: "Ends the chat and forgets its messages.",
            access: .chat,
            parameters: [.chatID],
            failures: [.unknownChat]
        )
    }
}

extension CriaBotOperation where Fields == ChatHistory {
    static var chatHistory: Self {
        Self(
            "The history of a chat",
            tag: .chats,
            description: "The messages that the next answer will take into account, oldest first, after the system "
                + "message of the bot, if it has one.",
            access: .chat,
            parameters: [.chatID],
            failures: [.unknownChat]
        )
    }
}

extension CriaBotOperation where Fields == ChatExistence {
    static var chatExists: Self {
        Self(
            "Whether a chat exists",
            tag: .chats,
            description: "A chat that has ended or expired exists no more.",
            access: .chat,
            parameters: [.chatID]
        )
    }
}

extension Operation.Body {
    fileprivate static func prompt(_ prompt: JSONValue) -> Self {
        Self(
            schema: .chatRequest,
            example: ["prompt": prompt, "bot_name": "my-new-bot-name", "extra_bots": []]
        )
    }
}

extension [CriaBotFailure] {
    fileprivate static let ofExchanges: Self = [.emptyPrompt, .unknownBot, .unknownChat, .unknownExtraBot]
}
