/// What happened in one period.
package struct PeriodStatistics: Hashable, Sendable {
    /// All messages, in groups that have everything in common; in no order.
    package var groups: [MessageGroup] = []
    /// Conversations with a message in the period.
    package var conversationCount = 0
    /// Messages of customers that an agent answered, whenever it did.
    package var answeredByAgentCount = 0
    /// Messages of customers that no agent answered, but after which a person of the workspace wrote in the conversation
    /// before the later of the two periods ended.
    package var answeredByHumanCount = 0
    /// How long agents took; nil when they answered nothing.
    package var responseTimes: ResponseTimes?
    /// Answers that were refused for lack of credits; nil where that is not known, for one channel.
    package var blockedCount: Int?
}

/// Messages that have everything in common.
package struct MessageGroup: Hashable, Sendable {
    package var sender: MessageSender
    package var channel: String
    /// Days since 1970, UTC.
    package var day: Int64
    /// What the messages say; nil when nobody has looked.
    package var meaning: Meaning?
    package var count: Int

    package init(sender: MessageSender, channel: String, day: Int64, meaning: Meaning?, count: Int) {
        self.sender = sender
        self.channel = channel
        self.day = day
        self.meaning = meaning
        self.count = count
    }

    package struct Meaning: Hashable, Sendable {
        package var topic: String
        package var intent: String
        package var sentiment: MessageIntelligence.Sentiment

        package init(topic: String, intent: String, sentiment: MessageIntelligence.Sentiment) {
            self.topic = topic
            self.intent = intent
            self.sentiment = sentiment
        }
    }
}

/// How long agents took to answer messages: to the first answer of each.
package struct ResponseTimes: Hashable, Sendable {
    /// Milliseconds.
    package var average: Double
    /// Milliseconds; of an even number the mean of the middle two.
    package var median: Double

    /// - Parameter times: Milliseconds, ascending.
    /// - Returns: Nil when there are none.
    init?(ascending times: [Int64]) {
        guard !times.isEmpty else { return nil }
        average = Double(times.reduce(0, +)) / Double(times.count)
        median = Double(times[(times.count - 1) / 2] + times[times.count / 2]) / 2
    }
}

extension PeriodStatistics {
    /// How many messages are in groups of a kind.
    package func count(where isIncluded: (MessageGroup) -> Bool = { _ in true }) -> Int {
        groups.reduce(0) { isIncluded($1) ? $0 + $1.count : $0 }
    }

    /// How many messages are in groups of a kind, by what groups have.
    ///
    /// - Parameter key: Nil for groups that do not count.
    package func counts<Key: Hashable>(by key: (MessageGroup) -> Key?) -> [Key: Int] {
        groups.reduce(into: [:]) { counts, group in
            if let key = key(group) { counts[key, default: 0] += group.count }
        }
    }
}
