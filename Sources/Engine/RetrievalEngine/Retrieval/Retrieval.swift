/// What a search brought, and how it came about.
public struct Retrieval: Sendable {
    /// What is kept, best first.
    public var passages: [Passage]
    public var explanation: RetrievalExplanation

    package init(passages: [Passage], explanation: RetrievalExplanation) {
        self.passages = passages
        self.explanation = explanation
    }
}
