import HTTPTypes
import RetrievalEngine

extension Operation {
    static let channelEvent = agents(
        "Tell an agent what came over a channel",
        description:
            "Stores the customer's message in the conversation that the agent has with them on that channel, replies to it "
            + "as a chat with the agent would, and sends the reply. A reply costs one credit, unless the server is set up "
            + "otherwise. Of an agent that is switched off, and to what is no text, there is no reply: a person is needed.\n\n"
            + "The same `message_id` again is the same event: the first answer comes back, with `duplicate` true, and nothing "
            + "is done, whatever else the body says. Only an event whose answer failed is taken up again. What is sent at the "
            + "same time for one customer is answered one after the other.\n\n"
            + "`delivery` is how far the reply has come: `queued` until the channel is set up or its provider takes it, `sent`, "
            + "or `failed` when the provider refused it or messages cannot be sent over that channel.",
        body: Body(
            schema: .channelEvent,
            example: [
                "event": "message_received",
                "workspace_id": "11111111-1111-4111-8111-111111111111",
                "agent_id": "22222222-2222-4222-8222-222222222222",
                "message_id": "33333333-3333-4333-8333-333333333333",
                "channel": "whatsapp",
                "external_user_id": "whatsapp_user_id_or_phone_number",
                "message": ["type": "text", "content": "Hi, I need help with my order."],
            ]
        ),
        failures: [
            .badRequest: "Or the event is none that is known.",
            .paymentRequired:
                "The workspace has no credits left; nothing was stored. The code is `PAYMENT_REQUIRED`.",
            .forbidden: "Or the workspace of the body is another one.",
            .notFound: "The workspace has no such agent.",
            .serviceUnavailable:
                "When the answering model failed (`ai_provider_failure`), the message is stored, the credit is given back and "
                + "the event may come again.",
        ],
        answers: [
            .ok: .json(
                "The event was processed, now or before.",
                .channelEventAnswer,
                example: [
                    "status": "event processed", "conversation_id": "44444444-4444-4444-8444-444444444444",
                    "message_id": "55555555-5555-4555-8555-555555555555", "reply": "How can I help you?",
                    "delivery": "queued", "duplicate": false,
                ]
            )
        ]
    )

    static let channelSend = agents(
        "Send a message over a channel",
        description:
            "Stores a message of a person in a conversation and sends it to the user and over the channel that the body names. "
            + "The conversation becomes that person's (`human_active`). It costs nothing, and no agent answers.\n\n"
            + "`delivery` is `sent` when the channel's provider took the message, or when the user comes for it (`webchat`, "
            + "`playground`), and `queued` when the channel is not set up yet or its provider does not take the message now: it "
            + "is tried again until it is sent. Messages of every type are sent as their text.",
        parameters: [
            .header(
                "Idempotency-Key",
                .string(length: 1...255),
                "Of one's own choice. The same message with the same key again is not sent again: the first answer comes back. "
                    + "Keys belong to their workspace and do not expire."
            )
        ],
        body: Body(
            schema: .channelSend,
            example: [
                "conversation_id": "44444444-4444-4444-8444-444444444444",
                "agent_id": "22222222-2222-4222-8222-222222222222",
                "channel": "whatsapp",
                "external_user_id": "whatsapp_user_id_or_phone_number",
                "content": "Your query has been forwarded to a human agent.",
                "message_type": "text",
            ]
        ),
        failures: [
            .badRequest: "Or messages cannot be sent over that channel.",
            .notFound: "The workspace has no such conversation with that agent.",
            .unprocessableContent: "The key came with another message before (`idempotency_key_reused`).",
            .serviceUnavailable:
                "When the channel's provider refused the message (`channel_provider_failure`), it is stored as failed and not "
                + "tried again.",
        ],
        answers: [
            .ok: .json(
                "The message is sent, or stored and on its way.",
                .channelSendAnswer,
                example: [
                    "status": "message sent", "message_id": "55555555-5555-4555-8555-555555555555",
                    "delivery": "queued",
                ]
            )
        ]
    )
}

extension Schema {
    fileprivate static let channelEvent = object(
        required: [
            "event": .constant(ChannelEvent.messageReceived),
            "workspace_id": uuid.described(as: "The same as in `X-Workspace-ID`."),
            "agent_id": uuid,
            "message_id": uuid.described(as: "The event's own; by it a repetition is recognised."),
            "channel": string(length: 1...100).withoutNUL,
            "external_user_id": string(length: 1...255).withoutNUL
                .described(as: "The customer, by the channel's name for them."),
            "message": object(
                required: [
                    "type": string(length: 1...50).withoutNUL.described(as: "Agents answer `text` only."),
                    "content": storedText.described(as: "Not blank when it is text."),
                ],
                others: .any
            ),
        ],
        others: .any
    ).named("ChannelEvent")

    fileprivate static let channelEventAnswer = object(
        required: [
            "status": constant("event processed"),
            "conversation_id": uuid,
            "message_id": uuid.orNull.described(as: "The reply's; null when the agent did not reply."),
            "reply": string.orNull,
            "delivery": enumeration(["sent", "queued", "failed"]).orNull
                .described(as: "Of the reply; null when there is none."),
            "duplicate": boolean.described(as: "Whether the event had come before."),
        ]
    ).named("ChannelEventAnswer")

    fileprivate static let channelSend = object(
        required: [
            "conversation_id": uuid,
            "agent_id": uuid,
            "channel": enumeration(Channels.all),
            "external_user_id": string(length: 1...255).withoutNUL,
            "content": storedText.described(as: "Not blank; sent as it is."),
        ],
        optional: ["message_type": string(length: 1...50).withoutNUL.defaulting(to: "text")],
        others: .any
    ).named("ChannelSend")

    fileprivate static let channelSendAnswer = object(
        required: [
            "status": constant("message sent"),
            "message_id": uuid,
            "delivery": enumeration(["sent", "queued"]),
        ]
    ).named("ChannelSendAnswer")
}
