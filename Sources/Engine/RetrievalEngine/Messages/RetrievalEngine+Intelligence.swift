package import DocumentStore
import LanguageModel

extension RetrievalEngine {
    /// Characters of a message that are looked at: of longer ones the beginning.
    private static let maximumMessageLength = 2000

    /// What a message says: its topic, its intent, its sentiment and what it names.
    ///
    /// By the answering model when it follows instructions; without one, when it fails and when its reply is not as asked,
    /// by ``MessageClassifier``. That one knows English: of messages in other languages intent and topic are `unknown`.
    ///
    /// - Throws: `CancellationError`; ``EngineError/Code/overloaded``.
    package func intelligence(of text: String) async throws -> MessageIntelligence {
        let text = String(text.prefix(Self.maximumMessageLength))
        if backgroundModel.followsInstructions, let intelligence = try await modelIntelligence(of: text) {
            return intelligence
        }
        return try await run { [encoder, messageClassifier] in
            MessageAnalysis(encoder: encoder, classifier: messageClassifier).intelligence(of: text)
        }
    }

    /// - Returns: Nil when the model fails or its reply is not as asked.
    private func modelIntelligence(of text: String) async throws -> MessageIntelligence? {
        var reply = ""
        do {
            _ = try await backgroundModel.generate(IntelligencePrompt.request(for: text)) { piece in
                if reply.utf8.count <= 4 * IntelligencePrompt.maximumReplyLength { reply += piece }
            }
        } catch is LanguageModelError {
            return nil
        }
        return IntelligencePrompt.intelligence(in: reply)
    }
}

/// Finds out what a message says without a language model. CPU heavy.
struct MessageAnalysis {
    let encoder: TextEncoder
    let classifier: LazyMessageClassifier

    func intelligence(of text: String) -> MessageIntelligence {
        let language = MessageLanguage(of: text)
        let entities = MessageEntities.entities(in: text, namesIncluded: language == .english)
        switch language {
        case .other:
            return MessageIntelligence(topic: "unknown", intent: "unknown", sentiment: .neutral, entities: entities)
        case .none:
            let score = SentimentLexicon.english.score(MessageWords.words(of: text))
            let sentiment: MessageIntelligence.Sentiment =
                score.positive > score.negative ? .positive : score.negative > score.positive ? .negative : .neutral
            return MessageIntelligence(topic: "unknown", intent: "other", sentiment: sentiment, entities: entities)
        case .english:
            let encode: MessageClassifier.Encoder = { encoder.vectors(of: $0, scope: nil) }
            let judgement = classifier.classifier(encode: encode)
                .judgement(on: text, embedding: encode([text]).first ?? [])
            let keyword = judgement.intent == "greeting" ? nil : MessageKeyword.keyword(of: text)
            return MessageIntelligence(
                topic: judgement.topic ?? keyword ?? "unknown",
                intent: judgement.intent,
                sentiment: judgement.sentiment,
                entities: entities
            )
        }
    }
}
