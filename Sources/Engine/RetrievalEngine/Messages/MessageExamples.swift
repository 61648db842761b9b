import DocumentStore

/// Messages of our own, each with what it says: what the classifier learns from.
///
/// One message a line: its sentiment (`+`, `0`, `-`), its topic (`-` for none) and its text. They differ from those by
/// which the classifier is measured (`fixtures/messages`).
enum MessageExamples {
    struct Example: Sendable {
        var intent: String
        var sentiment: MessageIntelligence.Sentiment
        /// Nil for none.
        var topic: String?
        var text: String
    }

    static let noTopic = "-"

    static let all: [Example] =
        [
            ("question", questions), ("complaint", complaints), ("order_status", orderStatus), ("refund", refunds),
            ("greeting", greetings), ("praise", praise), ("purchase", purchases), ("other", other),
        ].flatMap { intent, lines in lines.split(separator: "\n").map { Example(intent, line: $0) } }

    /// In the order in which they first occur.
    static let intents = distinct(all.map(\.intent))
    static let topics = distinct(all.map { $0.topic ?? noTopic })

    private static func distinct(_ names: [String]) -> [String] {
        names.reduce(into: []) { known, name in
            if !known.contains(name) { known.append(name) }
        }
    }
}

extension MessageExamples.Example {
    fileprivate init(_ intent: String, line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 2)
        precondition(parts.count == 3, "an example is a sentiment, a topic and a text, not \"\(line)\"")
        self.intent = intent
        sentiment = parts[0] == "+" ? .positive : parts[0] == "-" ? .negative : .neutral
        topic = parts[1] == MessageExamples.noTopic ? nil : String(parts[1])
        text = String(parts[2])
    }
}
