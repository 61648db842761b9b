import RetrievalEngine

extension Schema {
    /// An event of a streamed answer.
    static let chatEvent = either(
        event("status", ["engine": string, "state": string, "message": string])
            .described(as: "What the server is doing."),
        event("chunk", ["content": string]).described(as: "The next piece of the answer."),
        event("citations", ["sources": array(of: citedSource)]).described(as: "The places that the answer cites."),
        event("error", ["message": string]).described(as: "The answer broke off; nothing was added to the chat."),
        event("done", ["elapsed_ms": integer(from: 0), "reply": chatReply])
            .described(as: "The answer is complete and in the chat; `reply` is what `send` would have answered.")
    ).named("ChatEvent")

    /// Server-sent events (WHATWG HTML, section 9.2), each with JSON as its data.
    static func eventStream(of event: Schema) -> Schema {
        Schema(
            [
                "type": "string",
                "description": "Server-sent events. The data of each is one JSON object, as `x-event-schema` has it.",
                "x-event-schema": event.json,
            ],
            of: [event]
        )
    }

    private static func event(_ type: String, _ members: [String: Schema]) -> Schema {
        object(required: members.merging(["type": constant(type)]) { own, _ in own })
    }

    private static let citedSource = object(required: [
        "id": integer(from: 1),
        "type": enumeration(["web", "file", "doc"]),
        "label": string,
        "display": string,
        "icon": string,
        "metadata": object(
            required: citationMembers.merging(["url": string.orNull, "engine": string]) { own, _ in own }
        ),
    ]).named("CitedSource")
}
