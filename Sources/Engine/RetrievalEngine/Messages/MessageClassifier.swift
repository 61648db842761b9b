import DocumentStore
import Synchronization

/// Tells what English messages of a shop's customers say, without a language model: intent, sentiment and topic.
///
/// Three linear models over the embeddings of whatever encoder is installed, fitted on examples of our own when they are
/// first needed, which takes about a second; so no weights are kept, and the same encoder always gives the same answers.
struct MessageClassifier: Sendable {
    /// Embeds texts: vectors of unit length, in their order. CPU heavy.
    typealias Encoder = (_ texts: [String]) -> [[Float]]

    struct Judgement: Sendable {
        var intent: String
        var sentiment: MessageIntelligence.Sentiment
        /// Nil for none of the topics that it knows.
        var topic: String?
    }

    private static let sentiments: [MessageIntelligence.Sentiment] = [.negative, .neutral, .positive]
    /// How sure of a topic it must be.
    private static let topicThreshold: Float = 0.4

    private let intent: SoftmaxRegression
    private let sentiment: SoftmaxRegression
    private let topic: SoftmaxRegression

    init(encode: Encoder) {
        let examples = MessageExamples.all
        let rows = zip(examples, encode(examples.map(\.text))).map { example, embedding in
            MessageFeatures.row(of: example.text, embedding: embedding)
        }
        func fitted<Label: Equatable>(
            _ labels: [Label],
            _ label: (MessageExamples.Example) -> Label
        )
            -> SoftmaxRegression
        {
            let classes = examples.map { labels.firstIndex(of: label($0)) ?? 0 }
            return SoftmaxRegression(rows: rows, classes: classes, classCount: labels.count)
        }
        intent = fitted(MessageExamples.intents, \.intent)
        sentiment = fitted(Self.sentiments, \.sentiment)
        topic = fitted(MessageExamples.topics) { $0.topic ?? MessageExamples.noTopic }
    }

    /// - Parameter embedding: Of the text.
    func judgement(on text: String, embedding: [Float]) -> Judgement {
        let row = MessageFeatures.row(of: text, embedding: embedding)
        let topics = topic.probabilities(of: row)
        let best = topics.largestIndex
        let name = MessageExamples.topics[best]
        return Judgement(
            intent: MessageExamples.intents[intent.probabilities(of: row).largestIndex],
            sentiment: Self.sentiments[sentiment.probabilities(of: row).largestIndex],
            topic: name == MessageExamples.noTopic || topics[best] < Self.topicThreshold ? nil : name
        )
    }
}

extension [Float] {
    /// Of equals the first.
    fileprivate var largestIndex: Int {
        indices.reduce(0) { self[$1] > self[$0] ? $1 : $0 }
    }
}

/// A classifier that is made when it is first needed.
final class LazyMessageClassifier: Sendable {
    private let state = Mutex<MessageClassifier?>(nil)

    /// Threads that need it while it is made wait for it.
    func classifier(encode: MessageClassifier.Encoder) -> MessageClassifier {
        state.withLock { state in
            if let classifier = state { return classifier }
            let classifier = MessageClassifier(encode: encode)
            state = classifier
            return classifier
        }
    }
}
