import HTTPTypes
import RetrievalEngine

extension Operation {
    static let conversationMessages = agents(
        "Messages of a conversation",
        description:
            "The newest messages, or those before a given one, oldest first, each with what it says: topic, intent, "
            + "sentiment and entities. Those are found out in the background and are null until then.",
        parameters: [
            .path("conversation_id", .uuid, "The conversation."),
            .optionalQuery(
                "limit",
                .integer(in: MessageQuery.limits).defaulting(to: .integer(Int64(MessageQuery.usualLimit))),
                "Messages at most."
            ),
            .optionalQuery("before", .uuid, "A message of the conversation: only older ones are shown."),
        ],
        failures: [
            .badRequest: "A value of the query does not fit; `fields` names all of them.",
            .notFound: "The workspace has no such conversation.",
        ],
        answers: [.ok: .json("The messages.", .conversationMessages)]
    )
}

extension Schema {
    fileprivate static let conversationMessages = object(required: [
        "conversation_id": uuid,
        "agent_id": uuid,
        "channel": string,
        "external_user_id": string.orNull,
        "status": enumeration(["open", "needs_human", "human_active"]),
        "messages": array(of: conversationMessage).described(as: "Oldest first."),
        "has_more": boolean.described(as: "Whether there are older ones."),
    ]).named("ConversationMessages")

    private static let conversationMessage = object(required: [
        "id": uuid,
        "role": enumeration(["user", "assistant"]),
        "sender": enumeration(["customer", "agent", "human"]),
        "type": string,
        "content": string,
        "is_test": boolean,
        "created_at": string(matching: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"#),
        "intelligence": messageIntelligence.orNull.described(
            as: "Null while it is being found out, and where it is not."
        ),
        "delivery": enumeration(["queued", "sending", "sent", "failed"]).orNull
            .described(as: "How far its sending has come; null when it is not sent anywhere."),
    ]).named("ConversationMessage")
}
