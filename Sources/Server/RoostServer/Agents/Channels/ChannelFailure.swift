import HTTPTypes

/// What is refused on channels.
enum ChannelFailure {
    static let insufficientCredits = APIFailure(
        status: .init(code: 402, reasonPhrase: "Payment Required"),
        message: "Insufficient credits to perform this AI operation.",
        code: "PAYMENT_REQUIRED"
    )

    /// A key that came with another message before (draft-ietf-httpapi-idempotency-key-header-07, section 2.7).
    static let keyOfAnother = APIFailure(
        status: .unprocessableContent,
        message: "Idempotency-Key was used for another message before.",
        code: "idempotency_key_reused"
    )

    static func unknownAgent(_ agent: String, inWorkspace workspace: String) -> APIFailure {
        .notFound("Agent with ID \(agent) not found or not accessible in workspace \(workspace).")
    }

    static func unknownConversation(_ conversation: String) -> APIFailure {
        .notFound("Conversation \(conversation) not found.")
    }

    /// A message that the channel's provider does not take. Why is in the log.
    static func undeliverable(over channel: String) -> APIFailure {
        APIFailure(
            status: .serviceUnavailable,
            message: "The message could not be sent over \(channel).",
            headers: [.retryAfter: "60"],
            code: "channel_provider_failure"
        )
    }
}
