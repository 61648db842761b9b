import HTTPTypes
import RetrievalEngine

extension Operation {
    static let agentChat = agents(
        "Have an agent reply",
        description: """
            Answers a message from what the agent knows and from what was said before in the conversation, which is begun \
            when none is named. The agent's knowledge is that of `/api/v1/knowledge/ingest`.

            The reply comes as server-sent events: `start` with `{"conversation_id", "agent_id"}`, then `token` with \
            `{"delta"}` for each piece of the text, then `end` with `{"status": "ok"}`, and with `citations` where the \
            text was taken from the agent's knowledge: `[{"number", "source_id", "source_name", "content", "page", \
            "score"}]`, where `number` is that of the marks such as `[1]` in the text. A reply that breaks off ends with \
            `error`, `{"message", "code"}`, and without `end`; what was sent of it is kept.

            A reply costs one credit, which comes back when the model fails before the first piece. Messages of the mode \
            `test` cost as much, and statistics leave them out.
            """,
        body: Body(
            schema: .agentChatRequest,
            example: [
                "agent_id": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "conversation_id": .null, "channel": "playground",
                "message": ["type": "text", "content": "Hello, how can you help me today?"],
                "options": ["mode": "live"],
            ]
        ),
        failures: [
            .notFound: "The workspace has no such agent, or the agent no such conversation.",
            .tooManyRequests: "The workspace has asked too often within the last minute.",
        ],
        answers: [
            .ok: .text("The reply.", as: "text/event-stream"),
            .paymentRequired: .text("The workspace has no credits left: the event `error`.", as: "text/event-stream"),
        ]
    )
}

extension Schema {
    /// What somebody says to an agent.
    static let agentMessage = object(
        required: [
            "type": agentText(upTo: 50).described(as: "Such as `text`."),
            "content": agentText().described(as: "Not blank."),
        ],
        others: .any
    ).named("AgentMessage")

    /// A text that is not blank.
    static func agentText(upTo maximumLength: Int = 10_000_000) -> Schema {
        string(length: 1...maximumLength).setting("pattern", to: #"^[^\u0000]*[^\s\u0000][^\u0000]*$"#)
    }

    fileprivate static let agentChatRequest = object(
        required: ["agent_id": uuid, "channel": agentText(upTo: 100), "message": agentMessage],
        optional: [
            "conversation_id": uuid.orNull.described(as: "Null to begin one."),
            "options": object(optional: ["mode": enumeration(["live", "test"]).orNull], others: .any).orNull,
        ],
        others: .any
    ).named("AgentChatRequest")
}
