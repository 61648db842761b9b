import RetrievalEngine

extension Schema {
    /// The body of `questions/upload`.
    static let questionSubmission = object(
        required: ["file_contents": questionContents, "file_metadata": fileMetadata],
        optional: ["file_name": storedName],
        others: .any
    ).named("QuestionSubmission")

    /// The body of `questions/update`.
    static let questionReplacement = object(
        required: ["file_name": storedName, "file_contents": questionContents, "file_metadata": fileMetadata],
        others: .any
    ).named("QuestionReplacement")

    private static let questionContents = object(
        required: [
            "questions": array(of: string, minimumCount: 1).described(as: "The phrasings; each one is found."),
            "answer": string,
        ],
        optional: [
            "llm_reply": boolean.defaulting(to: true)
                .described(as: "Whether a language model words the answer; otherwise it is given as it stands."),
            "related_prompts": array(of: newRelatedPrompt).defaulting(to: []),
        ],
        others: .any
    ).named("QuestionContents")

    private static let newRelatedPrompt = object(
        required: ["label": string, "prompt": string],
        optional: ["llm_generated": boolean.defaulting(to: false)],
        others: .any
    ).named("NewRelatedPrompt")
}
