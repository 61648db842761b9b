import DocumentStore

/// What a question can be about.
enum InsightSubject: Hashable {
    /// Messages of customers with an intent, such as `complaint`.
    case intent(String)
    case sentiment(MessageIntelligence.Sentiment)
    case topic(String)
    case messages
    case conversations
    case responseTime
    case responseRate
    case credits
    case handover
    // What is told in full, not as one number.
    case sentiments
    case topics
    case intents
    case channels
}

extension InsightSubject {
    /// Whether it is known only of messages that were analysed.
    var needsAnalysis: Bool {
        switch self {
        case .intent, .sentiment, .topic, .sentiments, .topics, .intents: true
        default: false
        }
    }

    /// Whether more of it is welcome; nil where that is not to say.
    var isWelcome: Bool? {
        switch self {
        case .intent("complaint"), .intent("refund"), .sentiment(.negative), .responseTime, .credits, .handover: false
        case .intent("praise"), .intent("purchase"), .sentiment(.positive), .responseRate, .sentiments: true
        default: nil
        }
    }

    /// The messages of it, as sentences name them; nil where it is no kind of messages of customers.
    ///
    /// - Parameter topic: The one topic that the messages are about.
    func noun(about topic: String? = nil) -> CountedNoun? {
        var noun: CountedNoun
        switch self {
        case .intent(let intent): noun = .messages(withIntent: intent)
        case .sentiment(let sentiment): noun = CountedNoun("\(sentiment.rawValue.lowercased()) message")
        case .topic(let topic): return CountedNoun("message").about(topic)
        default: return nil
        }
        if let topic { noun = noun.about(topic) }
        return noun
    }

    /// Whether messages of a group belong to it.
    func includes(_ group: MessageGroup) -> Bool {
        switch self {
        case .intent(let intent): group.meaning?.intent == intent
        case .sentiment(let sentiment): group.meaning?.sentiment == sentiment
        case .topic(let topic): group.topic == topic
        default: false
        }
    }
}

/// What is counted, for one and for several.
struct CountedNoun: Hashable {
    var one: String
    var many: String

    init(_ one: String, _ many: String? = nil) {
        self.one = one
        self.many = many ?? one + "s"
    }

    func callAsFunction(_ count: Int) -> String {
        switch count {
        case 0: "no \(many)"
        case 1: "1 \(one)"
        default: "\(count) \(many)"
        }
    }

    func about(_ topic: String) -> CountedNoun {
        CountedNoun("\(one) about \(topic.quoted)", "\(many) about \(topic.quoted)")
    }

    static func messages(withIntent intent: String) -> CountedNoun {
        switch intent {
        case "order_status": CountedNoun("question about an order", "questions about orders")
        case "refund": CountedNoun("refund request")
        case "praise": CountedNoun("message of praise", "messages of praise")
        case "purchase": CountedNoun("purchase request")
        case "complaint", "question", "greeting": CountedNoun(intent)
        default: CountedNoun("message with the intent \(intent.quoted)", "messages with the intent \(intent.quoted)")
        }
    }
}

extension String {
    /// The text as sentences quote it: labels that come from what customers wrote are never mistaken for the sentence's
    /// own words and numbers.
    var quoted: String { "\"\(self)\"" }
}
