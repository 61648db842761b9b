import HTTPTypes
import RetrievalEngine

extension Operation.Tag {
    fileprivate static let prompts = Self(
        name: "Prompts",
        description: "Prompts that a user keeps, with placeholders for what changes, and templates that all users have."
    )
}

extension Operation {
    static func createPrompt(in group: APIGroup) -> Operation {
        prompts(
            "Create a prompt",
            "Stores a prompt of the user. `is_template` and `usage_count` are the server's and ignored.",
            in: group,
            body: Body(schema: .promptCreation, example: examplePrompt),
            answers: [.ok: .json("The prompt.", .prompt)]
        )
    }

    static func listPrompts(in group: APIGroup) -> Operation {
        prompts(
            "List prompts",
            "The user's prompts and the templates, lately changed first.",
            in: group,
            parameters: [
                .optionalQuery("scenario", .string, "Only those of exactly this scenario."),
                .optionalQuery("include_templates", .boolean.defaulting(to: true), "Whether templates are listed."),
                .optionalQuery("search", .string, "Only those with this text in title, content or description."),
                .optionalQuery("page", .pageNumber.defaulting(to: 1), "Which page."),
                .optionalQuery("page_size", .pageSize.defaulting(to: 20), "Prompts of a page."),
            ],
            answers: [.ok: .json("A page of prompts; empty behind the last one.", .promptList)]
        )
    }

    static func readPrompt(in group: APIGroup) -> Operation {
        prompts(
            "Read a prompt",
            "A prompt of the user, or a template.",
            in: group,
            parameters: [.promptID],
            answers: [.ok: .json("The prompt.", .prompt), .notFound: .unknownPrompt]
        )
    }

    static func updatePrompt(in group: APIGroup) -> Operation {
        prompts(
            "Change a prompt",
            "What is not sent stays as it is.",
            in: group,
            parameters: [.promptID],
            body: Body(
                schema: .promptUpdate,
                example: [
                    "title": "Updated Title", "content": "Updated content with {variable}",
                    "scenario": "new_scenario", "description": "Updated description",
                ]
            ),
            answers: [
                .ok: .json("The prompt as it is now.", .prompt), .forbidden: .fixedTemplate, .notFound: .unknownPrompt,
            ]
        )
    }

    static func deletePrompt(in group: APIGroup) -> Operation {
        prompts(
            "Delete a prompt",
            "Deletes a prompt of the user. Its number is never used again.",
            in: group,
            parameters: [.promptID],
            answers: [
                .ok: .json("Done.", .promptDeletion), .forbidden: .fixedTemplate, .notFound: .unknownPrompt,
            ]
        )
    }

    static func previewPrompt(in group: APIGroup) -> Operation {
        prompts(
            "Preview a prompt",
            "Fills the placeholders of a stored prompt, or of a given content, and has the server's model answer. "
                + "Placeholders without a value stay as they are.",
            in: group,
            body: Body(
                schema: .promptPreviewRequest,
                example: [
                    "content": "Summarize this text: {text}", "variables": ["text": "Sample text to summarize"],
                ]
            ),
            answers: [.ok: .json("What the model answered.", .promptPreview), .notFound: .unknownPrompt]
        )
    }

    private static let examplePrompt: JSONValue = [
        "title": "Text Summarizer", "content": "Summarize the following text: {text}", "scenario": "summarization",
        "description": "Generates concise summaries", "metadata": ["tags": ["summary", "concise"]],
    ]

    /// Adds what holds for every route: the token, and the failures that may happen anywhere or wherever a body is read.
    private static func prompts(
        _ summary: String,
        _ description: String,
        in group: APIGroup,
        parameters: [Parameter] = [],
        body: Body? = nil,
        answers: [HTTPResponse.Status: Answer]
    ) -> Operation {
        var answers = answers
        if group == .chatPrompts {
            answers[.unprocessableContent] = .json(
                "A part of the request is missing, has the wrong type or is out of range.",
                .promptValidationFailure
            )
        }
        // The one and the other are told by their words alone under the prefix that has no 422.
        answers[.badRequest] = .json(
            group == .chat ? "The request is not valid." : "The body is no JSON, or the request makes no sense.",
            group == .chat ? .failureDetail : .promptRequestFailure
        )
        answers[.unauthorized] = .json("There is no valid bearer token.", .failureDetail)
        answers[.internalServerError] = .json("Something went wrong in the server. It was logged.", .failureDetail)
        answers[.serviceUnavailable] = .json("The server is busy, or its model does not answer.", .failureDetail)
        answers[.serviceUnavailable]?.headers = [.retryAfter]
        if body != nil {
            answers[.contentTooLarge] = .json("The body is larger than the server accepts.", .failureDetail)
        }
        return Operation(
            summary: summary,
            description: description,
            tag: .prompts,
            security: [.promptToken],
            parameters: parameters,
            body: body,
            answers: answers
        )
    }
}

extension SecurityScheme {
    fileprivate static let promptToken = bearerToken(
        named: "promptToken",
        description: "A user's token, in the header `Authorization` after the word `Bearer`."
    )
}

extension Operation.Parameter {
    fileprivate static let promptID = path("prompt_id", .integer, "The number of the prompt.")
}

extension Operation.Answer {
    fileprivate static let unknownPrompt = json("`Prompt not found`: the user has none of that number.", .failureDetail)
    fileprivate static let fixedTemplate = json("`Cannot modify system templates`.", .failureDetail)
}
