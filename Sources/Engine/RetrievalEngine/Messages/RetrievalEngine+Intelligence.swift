package import DocumentStore

extension RetrievalEngine {
    /// What a message says: its topic, its intent, its sentiment and what it names.
    ///
    /// - Throws: `CancellationError`; ``EngineError/Code/overloaded``.
    package func intelligence(of text: String) async throws -> MessageIntelligence {
        MessageIntelligence(topic: "unknown", intent: "unknown", sentiment: .neutral, entities: [])
    }
}
