/// What became of a reranking.
public struct RerankReport: Sendable, Hashable, Codable {
    /// The model.
    public var scorer: String
    /// Passages that were scored; the others keep the score that they had.
    public var scoredCount: Int
    /// Passages that were to be scored.
    public var passageCount: Int
    /// Why not all were scored; nil when time ran out, or when all were.
    public var failure: String?

    package init(scorer: String, scoredCount: Int, passageCount: Int, failure: String? = nil) {
        self.scorer = scorer
        self.scoredCount = scoredCount
        self.passageCount = passageCount
        self.failure = failure
    }

    /// Whether some passages were not scored, for want of time or because of a failure.
    public var isPartial: Bool { scoredCount < passageCount }

    enum CodingKeys: String, CodingKey {
        case scorer, failure
        case scoredCount = "scored"
        case passageCount = "passages"
    }
}
