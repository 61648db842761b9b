import LanguageModel
import RetrievalEngine

extension StartedChat: DescribedFields {
    static let properties = ["chat_id": Schema.uuid]
}

extension ChatExistence: DescribedFields {
    static let properties = ["exists": Schema.boolean]
}

extension ChatHistory: DescribedFields {
    static let properties = ["history": Schema.array(of: .chatMessage)]
}

extension ChatAnswer: DescribedFields {
    static let properties = ["reply": Schema.chatReply]
}

extension Schema {
    /// The body of `query`, `send` and `stream`.
    static let chatRequest = object(
        required: [
            "prompt": string,
            "bot_name": storedName.described(as: "The bot that answers."),
        ],
        optional: [
            "extra_bots": array(of: storedName)
                .described(as: "Other bots that are searched as well; the key must be allowed to use each of them.")
                .defaulting(to: []),
            "metadata_filter": metadataFilter.orNull.described(as: "Conditions on the metadata of what may be found."),
            "explain": boolean.orNull.described(
                as:
                    "Whether `group_responses` tell, as `explanation` in their metadata, every chunk that was scored and "
                    + "what became of it."
            ),
            "system_ephemeral_payload": string.described(as: "An instruction for this answer only; it is not kept."),
        ],
        others: .any
    ).named("ChatRequest")

    /// A message of a chat.
    static let chatMessage = object(required: [
        "role": enumeration([ChatMessage.Role.system, .user, .assistant].map(\.rawValue)),
        "blocks": array(of: object(required: ["block_type": constant("text"), "text": string])),
        "additional_kwargs": map(of: any),
        "metadata": object(
            required: ["token_count": integer(from: 0)],
            optional: [
                "is_ephemeral": boolean.described(as: "Of system messages: whether it is for one answer only."),
                "bot_name": string.described(as: "Of prompts and answers: the bot that was asked."),
                "no_llm_reply": verifiedAnswer,
            ]
        ),
    ]).named("ChatMessage")

    /// Where an answer comes from that no language model worded.
    static let verifiedAnswer = object(required: ["file_name": string, "group_name": string])
        .described(as: "The question whose answer was given as it stands.")
}
