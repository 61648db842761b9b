import DocumentStore

/// What a message says, as the API shows it.
struct IntelligenceAnswer: Encodable {
    var topic: String
    var intent: String
    var sentiment: String
    /// In the order of the text.
    var entities: [String]

    init(_ intelligence: MessageIntelligence) {
        topic = intelligence.topic
        intent = intelligence.intent
        sentiment = intelligence.sentiment.rawValue
        entities = intelligence.entities
    }
}

extension Schema {
    static let messageIntelligence = object(required: [
        "topic": string.described(as: "`unknown` when it cannot be told."),
        "intent": string.described(
            as:
                "Such as `question`, `complaint`, `order_status`, `refund`, `greeting`, `praise`, `purchase`, `other`, or "
                + "`unknown`."
        ),
        "sentiment": enumeration(MessageIntelligence.Sentiment.allCases.map(\.rawValue)),
        "entities": array(of: string).described(as: "What the message names, each once."),
    ]).named("MessageIntelligence")
}
