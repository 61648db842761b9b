import RetrievalEngine

extension Operation.Tag {
    fileprivate static let bots = Self(
        name: "Bots",
        description: "A bot has documents, questions, parameters by which it answers, and a key of its own."
    )
}

extension CriaBotOperation where Fields == CreatedBot {
    static var createBot: Self {
        Self(
            "Create a bot",
            tag: .bots,
            description: "Makes a bot with two empty indexes and answers its key, this once. Parameters that are not "
                + "sent take their defaults.",
            access: .master,
            parameters: [.botName],
            body: Operation.Body(
                schema: .botCreation,
                example: ["llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3]
            ),
            failures: [.unknownModel, .duplicateBot]
        )
    }
}

extension CriaBotOperation where Fields == NoFields {
    static var updateBot: Self {
        Self(
            "Change a bot's parameters",
            tag: .bots,
            description: "Parameters that are not sent stay as they are. Numbers of models are accepted and have no "
                + "effect: the models of a bot never change.",
            access: .bot,
            parameters: [.botName],
            body: Operation.Body(
                schema: .botUpdate,
                example: ["llm_model_id": 4, "embedding_model_id": 5, "rerank_model_id": 6]
            ),
            failures: [.unknownBot]
        )
    }

    static var deleteBot: Self {
        Self(
            "Delete a bot",
            tag: .bots,
            description: "Deletes the bot with all its documents and questions and revokes its key.",
            access: .master,
            parameters: [.botName],
            failures: [.unknownBot]
        )
    }
}

extension CriaBotOperation where Fields == DescribedBot {
    static var describeBot: Self {
        Self(
            "About a bot",
            tag: .bots,
            description: "The bot's name, number and parameters.",
            access: .bot,
            parameters: [.botName],
            failures: [.unknownBot]
        )
    }
}
