import HTTPTypes

/// What is refused on channels.
enum ChannelFailure {
    static let insufficientCredits = APIFailure(
        status: .paymentRequired,
        message: InsufficientCredits.message,
        code: InsufficientCredits.code
    )

    /// A key that came with another message before (draft-ietf-httpapi-idempotency-key-header, "Error Scenarios").
    static let keyOfAnother = APIFailure(
        status: .unprocessableContent,
        message: "Idempotency-Key was used for another message before.",
        code: "idempotency_key_reused"
    )

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
