import RetrievalEngine

extension Operation.Tag {
    fileprivate static let questions = Self(
        name: "Bot questions",
        description: "Questions with answers that a person wrote."
    )
}

extension CriaBotOperation where Fields == StoredSubmission {
    static var uploadQuestion: Self {
        Self(
            "Upload a question",
            tag: .questions,
            description: "Adds a question in all its phrasings, with its answer, under a name that the bot does not "
                + "have yet; without one, it is named `question-` and a UUID.",
            access: .bot,
            parameters: [.botName],
            body: .question(.questionSubmission, phrasings: ["What is the capital of France?"]),
            failures: [.invalidFileData, .unknownBot, .duplicateFile]
        )
    }

    static var updateQuestion: Self {
        Self(
            "Replace a question",
            tag: .questions,
            description: "Puts a question in the place of the one that has its name.",
            access: .bot,
            parameters: [.botName],
            body: .question(
                .questionReplacement,
                phrasings: ["What is the capital of France?", "What is the largest city in France?"]
            ),
            failures: [.invalidFileData, .unknownBot, .unknownFile]
        )
    }
}

extension CriaBotOperation where Fields == NoFields {
    static var deleteQuestion: Self {
        Self(
            "Delete a question",
            tag: .questions,
            description: "Deletes a question with all its phrasings. Its name is free again.",
            access: .bot,
            parameters: [.botName, .query("document_name", .storedName, "The name of the question.")],
            failures: [.unknownBot, .unknownFile]
        )
    }
}

extension CriaBotOperation where Fields == DocumentNames {
    static var listQuestions: Self {
        Self(
            "List the questions",
            tag: .questions,
            description: "The names of all questions of the bot.",
            access: .bot,
            parameters: [.botName],
            failures: [.unknownBot]
        )
    }
}

extension Operation.Body {
    fileprivate static func question(_ schema: Schema, phrasings: [JSONValue]) -> Self {
        Self(
            schema: schema,
            example: [
                "file_name": "my-test-question.json",
                "file_contents": ["questions": .array(phrasings), "answer": "Paris"],
                "file_metadata": [:],
            ]
        )
    }
}
