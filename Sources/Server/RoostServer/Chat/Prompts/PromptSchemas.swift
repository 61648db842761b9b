import RetrievalEngine

extension Schema {
    /// A prompt as it is answered.
    static let prompt = object(required: [
        "id": integer(from: 1),
        "title": title,
        "content": content,
        "scenario": scenario,
        "description": promptDescription.orNull,
        "metadata": map(of: any),
        "is_template": boolean.described(as: "Whether it is a template of the system, which nobody can change."),
        "usage_count": integer(from: 0).described(as: "How many previews were made of it."),
        "created_at": timestamp,
        "updated_at": timestamp,
    ]).named("Prompt")

    static let promptList = object(required: [
        "items": array(of: prompt),
        "total": integer(from: 0).described(as: "How many there are on all pages."),
        "page": pageNumber,
        "page_size": pageSize,
    ]).named("PromptList")

    static let promptPreview = object(required: [
        "preview": string.described(as: "What the model answered."),
        "tokens_used": integer(from: 0).described(as: "Of the prompt and of the answer."),
        "model_used": string,
        "missing_variables": array(of: variableName)
            .described(as: "Names of placeholders that had no value, each once, in the order of the prompt."),
    ]).named("PromptPreview")

    static let promptDeletion = object(required: ["message": constant("Prompt deleted successfully")])
        .named("PromptDeletion")

    /// The body of `POST /prompts`.
    static let promptCreation = object(
        required: ["title": title, "content": content, "scenario": scenario],
        optional: [
            "description": promptDescription.orNull,
            "metadata": map(of: any).orNull.described(as: "Whatever the client wants to keep with the prompt."),
        ],
        others: any
    ).named("PromptCreation")

    /// The body of `PUT /prompts/{id}`.
    static let promptUpdate = object(
        optional: [
            "title": title, "content": content, "scenario": scenario,
            "description": promptDescription.orNull,
            "metadata": map(of: any).orNull.described(as: "Replaces what is there; null for none."),
        ],
        others: any
    ).named("PromptUpdate")

    /// The body of `POST /prompts/preview`.
    static let promptPreviewRequest = object(
        optional: [
            "prompt_id": integer.orNull.described(as: "A prompt of one's own or a template. Goes before `content`."),
            "content": string(length: 0...PromptLimits.content).withoutNUL.orNull.described(
                as: "A prompt that is not stored."
            ),
            "variables": map(of: either(string, number, boolean)).orNull
                .described(as: "What stands for `{name}`. Values are not looked through for placeholders again."),
        ],
        others: any
    ).named("PromptPreviewRequest")

    static let pageNumber = integer(from: 1)
    static let pageSize = integer(in: 1...100)

    private static let title = string(length: 1...PromptLimits.title).withoutNUL
    private static let content = string(length: 1...PromptLimits.content).withoutNUL
        .described(as: "`{name}` stands for a value that a preview fills in.")
    private static let scenario = string(length: 1...PromptLimits.scenario).withoutNUL
    private static let promptDescription = string(length: 0...PromptLimits.description).withoutNUL
    private static let variableName = string(matching: "^[A-Za-z_][A-Za-z0-9_]*$")
}
