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
            success: .json("The prompt.", .prompt)
        )
    }

    static func listPrompts(in group: APIGroup) -> Operation {
        prompts(
            "List prompts",
            "The user's prompts and the templates, lately changed first.",
            in: group,
            parameters: [
                .optionalQuery("scenario", .storedText, "Only those of exactly this scenario."),
                .optionalQuery("include_templates", .boolean.defaulting(to: true), "Whether templates are listed."),
                .optionalQuery("search", .storedText, "Only those with this text in title, content or description."),
                .optionalQuery("page", .pageNumber.defaulting(to: 1), "Which page."),
                .optionalQuery("page_size", .pageSize.defaulting(to: 20), "Prompts of a page."),
            ],
            success: .json("A page of prompts; empty behind the last one.", .promptList)
        )
    }

    static func readPrompt(in group: APIGroup) -> Operation {
        prompts(
            "Read a prompt",
            "A prompt of the user, or a template.",
            in: group,
            parameters: [.promptID],
            success: .json("The prompt.", .prompt),
            namesPrompt: true
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
            success: .json("The prompt as it is now.", .prompt),
            namesPrompt: true,
            changesPrompt: true
        )
    }

    static func deletePrompt(in group: APIGroup) -> Operation {
        prompts(
            "Delete a prompt",
            "Deletes a prompt of the user. Its number is never used again.",
            in: group,
            parameters: [.promptID],
            success: .json("Done.", .promptDeletion),
            namesPrompt: true,
            changesPrompt: true
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
            success: .json("What the model answered.", .promptPreview),
            badRequest: "There is nothing to preview.",
            namesPrompt: true
        )
    }

    private static let examplePrompt: JSONValue = [
        "title": "Text Summarizer", "content": "Summarize the following text: {text}", "scenario": "summarization",
        "description": "Generates concise summaries", "metadata": ["tags": ["summary", "concise"]],
    ]

    /// - Parameters:
    ///   - namesPrompt: Whether the path or the body names a prompt.
    ///   - changesPrompt: Whether that prompt is changed, which templates cannot be.
    private static func prompts(
        _ summary: String,
        _ description: String,
        in group: APIGroup,
        parameters: [Parameter] = [],
        body: Body? = nil,
        success: Answer,
        badRequest: String? = nil,
        namesPrompt: Bool = false,
        changesPrompt: Bool = false
    ) -> Operation {
        var operation = chat(
            summary,
            tag: .prompts,
            description: description,
            group: group,
            parameters: parameters,
            body: body,
            success: success,
            badRequest: badRequest,
            notFound: namesPrompt ? "`Prompt not found`: the user has none of that number." : nil
        )
        if changesPrompt {
            operation.answers[.forbidden] = .json("`Cannot modify system templates`.", .failureDetail)
        }
        return operation
    }
}

extension Operation.Parameter {
    fileprivate static let promptID = path("prompt_id", .integer, "The number of the prompt.")
}
