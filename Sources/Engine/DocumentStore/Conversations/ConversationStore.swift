/// Remembers conversations with agents.
///
/// Every call names the workspace; what belongs to another one is as if it were not there. Times of messages are
/// milliseconds since 1970.
package protocol ConversationStore: Sendable {
    /// Begins an exchange, in one transaction: finds or makes the conversation, sets its credits aside, and stores the
    /// message.
    ///
    /// Whatever is refused changes nothing, but for the record of a blocked use of credits.
    func beginExchange(_ exchange: NewExchange) throws(StoreError) -> ExchangeStart

    /// Ends an exchange with the agent's reply, in one transaction: stores the reply, settles the credits, has the reply
    /// delivered if the exchange came over a channel, and remembers the answer to the event that it came with.
    ///
    /// A conversation that a person is active in stays theirs, whatever `status` says, unless they are needed.
    ///
    /// - Parameters:
    ///   - status: Of the conversation from now on; nil leaves it.
    ///   - answer: Makes the answer to the event from the reply's identifier: a JSON object that names the
    ///     `conversation_id` and, null for none, the reply's `message_id`.
    /// - Throws: `alreadyExists` when another process has answered the event meanwhile; then nothing is changed.
    func finishExchange(
        _ exchange: StartedExchange,
        reply: NewReply?,
        status: ConversationStatus?,
        answer: ((_ replyID: String?) -> String)?
    ) throws(StoreError) -> StoredMessage?

    /// Ends an exchange for which no reply came: gives the credits back and notes that a person is needed.
    ///
    /// The message stays; the event it came with may come again and is then answered as a new one.
    func failExchange(_ exchange: StartedExchange, status: ConversationStatus?) throws(StoreError)

    /// The conversation that an exchange would go on with: the one that it names, the one that its event came to before, or
    /// that of its external user; nil when it would begin one, or names one that is not there.
    func conversation(continuedBy exchange: NewExchange) throws(StoreError) -> StoredConversation?

    /// Stores a message of a person of the workspace, in one transaction with its delivery.
    ///
    /// - Parameter key: What tells that two calls are one; nil when each is one of its own.
    func addHumanMessage(_ message: NewHumanMessage, once key: IdempotencyKey?) throws(StoreError) -> HumanMessageStart

    /// The conversation; nil when the workspace has none of that identifier.
    func conversation(_ identifier: String, inWorkspace workspace: String) throws(StoreError) -> StoredConversation?

    /// The last messages of a conversation, oldest first.
    ///
    /// - Parameters:
    ///   - number: Only messages before this one; nil for all.
    ///   - limit: At most this many, 0 or more.
    func messages(
        ofConversation conversation: String,
        inWorkspace workspace: String,
        before number: Int64?,
        limit: Int
    ) throws(StoreError) -> [StoredMessage]
}

/// Whether a conversation needs somebody.
package enum ConversationStatus: String, Sendable {
    case open
    case needsHuman = "needs_human"
    case humanActive = "human_active"
}

/// Who wrote a message.
package enum MessageSender: String, Sendable {
    case customer
    case agent
    /// A person of the workspace.
    case human
}

/// A message to an agent that is to be answered.
package struct NewExchange: Sendable {
    package var workspaceID: String
    package var agentID: String
    /// The conversation that it continues; nil for a new one, or for that of the external user.
    package var conversationID: String?
    /// 1 to 100 characters.
    package var channel: String
    /// Who wrote, by the channel's name for them; at most one conversation of an agent and channel is theirs.
    package var externalUserID: String?
    /// The identifier that the channel's event has; a second exchange with it is the first one.
    package var eventID: String?
    /// 1 to 50 characters.
    package var type: String
    package var content: String
    package var isTest: Bool
    /// What a reply by the agent costs.
    package var credits: Int64
    /// Milliseconds since 1970.
    package var now: Int64

    package init(
        workspaceID: String,
        agentID: String,
        conversationID: String? = nil,
        channel: String,
        externalUserID: String? = nil,
        eventID: String? = nil,
        type: String,
        content: String,
        isTest: Bool = false,
        credits: Int64 = 1,
        now: Int64
    ) {
        self.workspaceID = workspaceID
        self.agentID = agentID
        self.conversationID = conversationID
        self.channel = channel
        self.externalUserID = externalUserID
        self.eventID = eventID
        self.type = type
        self.content = content
        self.isTest = isTest
        self.credits = credits
        self.now = now
    }
}

/// What became of the beginning of an exchange.
package enum ExchangeStart: Sendable {
    case started(StartedExchange)
    /// The event was answered before, with this JSON object.
    case answered(String)
    case unknownAgent
    case unknownConversation
    case insufficientCredits
}

/// An exchange whose message is stored.
package struct StartedExchange: Sendable {
    package var agent: StoredAgent
    package var conversation: StoredConversation
    package var message: StoredMessage
    /// Nil when no reply by the agent is to come: for it is switched off, or the message is no text.
    package var reservation: CreditReservation?
    package var eventID: String?
}

/// What an agent replies.
package struct NewReply: Sendable {
    package var content: String
    /// How it is sent over the conversation's channel; nil when it is not.
    package var dispatch: Dispatch?
    /// Milliseconds since 1970.
    package var now: Int64

    package init(content: String, dispatch: Dispatch?, now: Int64) {
        self.content = content
        self.dispatch = dispatch
        self.now = now
    }

    package init(content: String, isDelivered: Bool, now: Int64) {
        self.init(content: content, dispatch: isDelivered ? .queued : nil, now: now)
    }
}

/// A message that a person of the workspace sends.
package struct NewHumanMessage: Sendable {
    package var workspaceID: String
    package var conversationID: String
    package var agentID: String
    /// Where it is sent, which need not be where the conversation takes place; 1 to 100 characters.
    package var channel: String
    /// To whom it is sent, by that channel's name for them; 1 to 255 characters.
    package var externalUserID: String
    /// 1 to 50 characters.
    package var type: String
    package var content: String
    /// How it is sent; nil when it is not.
    package var dispatch: Dispatch?
    /// Milliseconds since 1970.
    package var now: Int64

    package init(
        workspaceID: String,
        conversationID: String,
        agentID: String,
        channel: String,
        externalUserID: String,
        type: String,
        content: String,
        dispatch: Dispatch?,
        now: Int64
    ) {
        self.workspaceID = workspaceID
        self.conversationID = conversationID
        self.agentID = agentID
        self.channel = channel
        self.externalUserID = externalUserID
        self.type = type
        self.content = content
        self.dispatch = dispatch
        self.now = now
    }
}

/// What a client gives so that a request that it sends twice is done once.
package struct IdempotencyKey: Hashable, Sendable {
    /// 1 to 255 characters; its workspace's own.
    package var text: String
    /// The SHA-256 of all that is asked for with it.
    package var requestDigest: [UInt8]

    package init(_ text: String, requestDigest: [UInt8]) {
        self.text = text
        self.requestDigest = requestDigest
    }
}

/// What became of a message that a person sends.
package enum HumanMessageStart: Sendable {
    case added(StoredMessage)
    /// It was stored before, with the same key.
    case repeated(StoredMessage)
    /// The key came with another message before.
    case keyOfAnother
    /// The workspace has no such conversation with that agent.
    case unknownConversation
}

/// A conversation as it is stored, without its messages.
package struct StoredConversation: Hashable, Sendable, Identifiable {
    package var id: String
    package var workspaceID: String
    package var agentID: String
    package var channel: String
    package var externalUserID: String?
    package var status: ConversationStatus
    /// Milliseconds since 1970.
    package var createdAt: Int64
    package var lastMessageAt: Int64
}

/// A message as it is stored.
package struct StoredMessage: Hashable, Sendable, Identifiable {
    /// Grows with every message.
    package var number: Int64
    package var id: String
    package var sender: MessageSender
    package var type: String
    package var content: String
    package var isTest: Bool
    /// Milliseconds since 1970.
    package var createdAt: Int64
    /// What it says; nil where that is not looked at.
    package var intelligence: MessageIntelligence?
    /// How far its sending has come; nil when it is not sent anywhere.
    package var delivery: DeliveryState?
}

/// What a message says, as far as a program can tell.
package struct MessageIntelligence: Hashable, Sendable {
    package enum Sentiment: String, Sendable, CaseIterable {
        case positive = "Positive"
        case neutral = "Neutral"
        case negative = "Negative"
    }

    package var topic: String
    package var intent: String
    package var sentiment: Sentiment
    package var entities: [String]

    package init(topic: String, intent: String, sentiment: Sentiment, entities: [String]) {
        self.topic = topic
        self.intent = intent
        self.sentiment = sentiment
        self.entities = entities
    }
}

/// How far the sending of a message has come.
package enum DeliveryState: String, Sendable {
    case queued
    case sending
    case sent
    case failed
}
