import LanguageModel
import RetrievalEngine

extension Schema {
    /// The `reply` of `query` and `send`.
    static let chatReply = object(required: [
        "message": string.described(as: "The answer."),
        "completion_usage": completionUsage,
        "related_prompts": array(of: relatedPrompt).described(as: "What may be asked next."),
        "prompt": string,
        "token_usage": array(of: tokenUsage).described(as: "One entry for each call of a language model."),
        "total_usage": tokenUsage,
        "search_units": integer(from: 0).described(as: "Rerankings."),
        "content": replyContent,
        "history": array(of: chatMessage).described(as: "What the answer was made from, and the answer."),
        "context": either(textContext, questionContext, null).described(as: "Null when no passage was good enough."),
        "group_responses": map(of: groupResponse)
            .described(
                as: "What each index brought. Their names are the bot's and `-document-index` or `-question-index`."
            ),
        "verified_response": boolean.described(as: "Whether a person wrote the answer for this question."),
    ]).named("ChatReply")

    private static let completionUsage = object(required: tokenCounts).named("CompletionUsage")

    private static let tokenUsage = object(
        required: tokenCounts.merging([
            "usage_label": string.orNull.described(as: "What the call was for; null for the answer itself.")
        ]) { own, _ in own }
    ).named("TokenUsage")

    private static let tokenCounts: [String: Schema] = [
        "prompt_tokens": integer(from: 0), "completion_tokens": integer(from: 0), "total_tokens": integer(from: 0),
    ]

    private static let relatedPrompt = object(required: ["label": string, "prompt": string, "llm_generated": boolean])
        .named("RelatedPrompt")

    private static let replyContent = object(required: [
        "role": constant(ChatMessage.Role.assistant.rawValue),
        "content": string.described(as: "The answer, once more."),
        "assets": array(of: asset).described(as: "The files that the answer shows."),
        "additional_kwargs": map(of: any),
        "metadata": object(optional: [
            "grounded": enumeration([Reply.Grounding.yes, .partly, .abstained].map(\.rawValue))
                .described(as: "How far the passages support the answer."),
            "citations": array(of: citation),
            "sentences": array(of: replySentence),
            "no_llm_reply": verifiedAnswer,
        ]),
    ]).named("ReplyContent")
}

// MARK: - What supports an answer

extension Schema {
    static let citationMembers: [String: Schema] = [
        "number": integer(from: 1).described(as: "The number by which the answer refers to it, as in `[1]`."),
        "document": string,
        "page": integer(from: 1).orNull.described(as: "Null when the document has no pages."),
        "range": array(of: integer(from: 0))
            .described(as: "Where in the document's text the supporting sentence begins and ends, in Unicode scalars."),
        "text": string.described(as: "The text at that place."),
        "score": number(in: 0...1).described(as: "How well it supports the statement."),
    ]

    private static let citation = object(required: citationMembers).named("Citation")

    private static let replySentence = object(required: [
        "text": string,
        "support": enumeration([ReplySentence.Support.supported, .unsupported, .noStatement].map(\.rawValue)),
        "citations": array(of: integer(from: 1)),
        "score": number(in: 0...1),
    ]).named("ReplySentence")
}

// MARK: - What was found

extension Schema {
    private static let textContext = object(required: [
        "context_type": constant("TEXT"),
        "related_prompts": array(of: relatedPrompt),
        "text": string.described(as: "What of the passages fitted into the budget."),
        "nodes": array(of: scoredNode).described(as: "All the passages, best first."),
    ]).named("TextContext")

    private static let questionContext = object(required: [
        "context_type": constant("QUESTION"),
        "related_prompts": array(of: relatedPrompt),
        "file_name": string,
        "group_name": string,
        "node": scoredNode,
    ]).named("QuestionContext")

    private static let groupResponse = object(required: [
        "nodes": array(of: scoredNode),
        "assets": array(of: asset),
        "search_units": integer(from: 0),
        "metadata": map(of: any),
    ]).named("GroupResponse")

    private static let scoredNode = object(required: [
        "node": object(required: [
            "text": string,
            "metadata": nodeMetadata,
            "class_name": string,
            "text_template": string,
            "metadata_template": string,
            "excluded_embed_metadata_keys": array(of: string),
            "excluded_llm_metadata_keys": array(of: string),
        ]),
        "score": number(in: 0...1).described(as: "On the scale of `min_n`."),
    ]).named("NodeWithScore")

    private static let nodeMetadata = object(
        required: [
            "file_name": any.described(as: "The name of the document, unless the node's own metadata says otherwise."),
            "group_name": any.described(as: "The index, unless the node's own metadata says otherwise."),
            "token_count": integer(from: 0),
            "vector_score": number(in: 0...1).described(as: "On the scale of `min_k`."),
            "rerank_score": number(in: 0...1).described(as: "On the scale of `min_n`."),
            "cosine": number.described(as: "The similarity as it was computed."),
        ],
        others: .any
    )
}
