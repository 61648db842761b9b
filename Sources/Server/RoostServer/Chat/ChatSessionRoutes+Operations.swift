import RetrievalEngine

extension Operation.Tag {
    fileprivate static let chat = Self(
        name: "Chat",
        description:
            "Conversations of users with models. A session keeps the messages, the model that answers, and the "
            + "files that replies are taken from. Everything is served under `/v1/chat`, where a request that does not "
            + "fit is answered with 400, and under `/api/chat`, where it is 422."
    )
}

extension Operation {
    static func streamReply(_ group: APIGroup) -> Operation {
        .chat(
            "Have a model reply",
            tag: .chat,
            description: """
                Answers the last message of the user and stores both in the session, which is made when none is named. \
                The header `X-Session-ID` tells its number.

                The messages may be the whole conversation or only what is new: they count as the whole when they begin \
                with all that the session holds. The model of the session answers, whatever `model` says; only \
                `switch-model` changes it. A message that is sent to a session while another is being answered waits for \
                its turn. Where the user's message is not the last one, what follows it is part of what the model reads.

                The reply comes as server-sent events whose data is its text as it is. The last event is `[DONE]`. A \
                reply that breaks off ends with the event `error`, whose data is `{"detail": …}`, and without `[DONE]`. \
                What the user has seen of a reply is kept, also when it broke off or the client left. What fails before \
                the first piece is answered as JSON and stores nothing. With `stream` false the whole reply is one JSON \
                object.
                """,
            group: group,
            body: Body(
                schema: .chatStreamRequest,
                example: [
                    "model": "gpt-4", "messages": [["role": "user", "content": "Tell me a story"]],
                    "temperature": .number(0.7),
                ]
            ),
            success: Answer(
                description: "The reply.",
                contents: [
                    Content(mediaType: "text/event-stream", schema: .string),
                    Content(mediaType: "application/json", schema: .chatCompletion),
                ],
                headers: [
                    Header(name: "X-Session-ID", schema: .integer(from: 1), description: "The session's number."),
                    Header(name: "X-Model", schema: .string, description: "The model that answers."),
                ]
            ),
            badRequest: "There is no such model.",
            notFound: "The user has no such session."
        )
    }

    static func switchModel(_ group: APIGroup) -> Operation {
        .chat(
            "Switch the model of a session",
            tag: .chat,
            description: "Has another model answer from now on. What was said stays, and the new model reads it.",
            group: group,
            body: Body(schema: .modelSwitch, example: ["session_id": 1, "model": "gpt-3.5-turbo"]),
            success: .json("The session.", .switchedSession),
            badRequest: "There is no such model.",
            notFound: "The user has no such session."
        )
    }

    static func sessionHistory(_ group: APIGroup) -> Operation {
        let date = "ISO 8601, with or without a time; UTC unless it has a zone. Inclusive."
        return .chat(
            "The user's sessions",
            tag: .chat,
            description: "Lists the sessions with their messages, the last changed first.",
            group: group,
            parameters: [
                .optionalQuery("page", .integer(from: 1).defaulting(to: 1), "Which part of the list."),
                .optionalQuery("page_size", .integer(in: 1...100).defaulting(to: 10), "Sessions in a part."),
                .optionalQuery("start_date", .dateOrTime, "Sessions created then or later. \(date)"),
                .optionalQuery(
                    "end_date",
                    .dateOrTime,
                    "Sessions created then or before; a date is the whole day. \(date)"
                ),
                .optionalQuery("model", .storedText, "Sessions that this model answers."),
            ],
            success: .json("The sessions.", .sessionList)
        )
    }

    static func createSession(_ group: APIGroup) -> Operation {
        .chat(
            "Make a session",
            tag: .chat,
            description: "Makes a session in which nothing was said yet, such as to upload files to it first.",
            group: group,
            body: Body(schema: .sessionCreation, example: ["model": "gpt-4"]),
            success: .json("The session.", .chatSession),
            badRequest: "There is no such model."
        )
    }

    static func describeSession(_ group: APIGroup) -> Operation {
        .chat(
            "A session",
            tag: .chat,
            description: "The session with its messages.",
            group: group,
            parameters: [.sessionNumber],
            success: .json("The session.", .chatSession),
            notFound: "The user has no such session."
        )
    }

    static func deleteSession(_ group: APIGroup) -> Operation {
        .chat(
            "Delete a session",
            tag: .chat,
            description: "Deletes the session with its messages and files, for good.",
            group: group,
            parameters: [.sessionNumber],
            success: .json("It is gone.", .sessionDeletion),
            notFound: "The user has no such session."
        )
    }

    static func uploadFile(_ group: APIGroup) -> Operation {
        .chat(
            "Upload a PDF to a session",
            tag: .chat,
            description:
                "Takes the text out of a PDF; from then on the session's replies are taken from it where it has "
                + "something to say. Any number of files may have the same name; the same file again is the one that "
                + "is there.",
            group: group,
            parameters: [.sessionNumber],
            body: .file("file", "A PDF of 10 MB at most."),
            success: .json("The file, whose text can be found from now on.", .uploadedFile),
            badRequest: "The file is no PDF, is too large or cannot be read.",
            notFound: "The user has no such session."
        )
    }
}

extension Operation.Parameter {
    fileprivate static let sessionNumber = path("session_id", .sessionNumber, "The session.")
}
