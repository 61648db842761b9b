import HTTPTypes
import RetrievalEngine

extension Operation.Tag {
    fileprivate static let clones = Self(
        name: "Clones",
        description:
            "A clone answers in the manner that its base prompt describes, from the documents that it was trained "
            + "on. Everybody may ask a global clone; a private one its creator and the members of its workspace. Only its "
            + "creator changes, trains and deletes it."
    )
}

extension Operation {
    static let createClone = clones(
        "Create a clone",
        "Identifier, creator and times are the server's to say; members of those names have no effect.",
        body: Body(
            schema: .cloneCreation,
            example: [
                "name": "History Expert", "description": "Expert in world history",
                "base_prompt": "You are a history expert...", "visibility": "private", "workspace_id": "workspace-123",
            ]
        ),
        success: (.created, .json("The clone.", .clone)),
        failures: [.badRequest: "The body is not as it should be; `error` names the fields."]
    )

    static let listClones = clones(
        "List clones",
        "Newest first. With a workspace: its clones that the user may see, and all global ones. Without: the user's own, "
            + "and all global ones.",
        parameters: [.optionalQuery("workspace_id", .string, "Which workspace's clones; blank is as none.")],
        success: (.ok, .json("The clones.", .array(of: .clone)))
    )

    static let getClone = clones(
        "Get a clone",
        "The clone with its documents.",
        parameters: [.cloneID],
        success: (.ok, .json("The clone.", .clone)),
        failures: .ofClone
    )

    static let updateClone = clones(
        "Change a clone",
        "Members that are not sent stay as they are; `description` and `workspace_id` may become null.",
        parameters: [.cloneID],
        body: Body(schema: .cloneUpdate, example: ["name": "Historian", "description": .null]),
        success: (.ok, .json("The clone as it is now.", .clone)),
        failures: [.badRequest: "The body is not as it should be; `error` names the fields."].adding(.ofClone)
    )

    static let deleteClone = clones(
        "Delete a clone",
        "Deletes the clone with its documents and the log of its answers.",
        parameters: [.cloneID],
        success: (.noContent, Answer(description: "The clone is gone.")),
        failures: .ofClone
    )

    static let uploadCloneDocument = clones(
        "Train a clone on a document",
        "The answer comes when the document is searchable, or has failed. The same file again changes nothing; another "
            + "file of the same name takes the place of the first. A file that is what its name says but cannot be read "
            + "(damaged, with a password, without text) becomes a failed document; a document of the same name that was "
            + "processed before stays beside it until the next good file of that name replaces both.",
        parameters: [.cloneID],
        body: .file("file", "A PDF, TXT or DOCX file of 10 MB at most, under its name."),
        success: (.created, .json("The document, processed or failed.", .cloneUpload)),
        failures: [
            .badRequest:
                "There is no file, it is empty or too large, or it is no PDF, TXT or DOCX, or not the one that "
                + "its name says."
        ].adding(.ofClone)
    )

    static let chatWithClone = clones(
        "Ask a clone",
        "Answers a question from the clone's base prompt, its documents and the history that the client sends.",
        parameters: [.cloneID],
        body: Body(
            schema: .cloneChatRequest,
            example: [
                "message": ["text": "Tell me about World War II", "history": []], "workspace_id": "workspace-123",
                "channel_id": "channel-456",
            ]
        ),
        success: (.ok, .json("The answer.", .cloneChatAnswer)),
        failures: [.badRequest: "There is no question or no history, or one is not as it should be."].adding(.ofClone)
    )

    static let cloneHealth: Operation = {
        var operation = clones(
            "Whether clones can answer",
            "Asks the answering model's server, if it has one; what is told may be some seconds old.",
            success: (.ok, .json("The answering model is there.", .cloneHealthy))
        )
        operation.answers[.serviceUnavailable] =
            .json(
                "The answering model cannot be reached, or too many requests wait already.",
                .either(.cloneUnhealthy, .cloneError)
            ).retrying
        return operation
    }()

    /// Adds to what is said what holds for every operation: the token, and the failures that may happen anywhere.
    private static func clones(
        _ summary: String,
        _ description: String,
        parameters: [Parameter] = [],
        body: Body? = nil,
        success: (HTTPResponse.Status, Answer),
        failures: [HTTPResponse.Status: String] = [:]
    ) -> Operation {
        var answers = failures.adding([
            .unauthorized: "There is no token, or it is not valid.",
            .internalServerError: "Something went wrong in the server. It was logged.",
            .insufficientStorage: APIFailure.outOfSpace,
        ]).mapValues { Answer.json($0, .cloneError) }
        answers[.serviceUnavailable] =
            .json(
                "The answering model is unavailable, or too many requests wait already.",
                .cloneError
            ).retrying
        answers[success.0] = success.1
        return Operation(
            summary: summary,
            description: description,
            tag: .clones,
            security: [.userToken],
            parameters: parameters,
            body: body,
            answers: answers
        )
    }
}

extension Operation.Parameter {
    fileprivate static let cloneID = path("clone_id", .string, "The clone's identifier.")
}

extension [HTTPResponse.Status: String] {
    /// Where the path names a clone.
    fileprivate static let ofClone: Self = [
        .forbidden: "The user may not do this with the clone.", .notFound: "There is no such clone.",
    ]

    fileprivate func adding(_ others: Self) -> Self {
        merging(others) { own, _ in own }
    }
}

extension Operation.Answer {
    fileprivate var retrying: Self {
        var copy = self
        copy.headers = [.retryAfter]
        return copy
    }
}
