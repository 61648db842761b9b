package import DocumentStore

/// How many passages a question may bring, and how good they must be.
///
/// The limits are inclusive and exact: never a passage under a threshold, never more than the count, never fewer when as
/// many qualify. Thresholds are on the calibrated scale [0, 1], on which 0.5 is a passage that as likely answers the
/// question as it is about something else.
public struct RetrievalOptions: Sendable, Hashable {
    /// How the rankings by meaning and by terms become one.
    public enum Fusion: String, Sendable, Codable, CaseIterable {
        /// By their scores, weighed for each question by what is known about it.
        case weighted
        /// By the ranks alone: reciprocal rank fusion. Thresholds act on the same scores as otherwise.
        case reciprocalRank = "reciprocal_rank"
    }

    /// How the search ranks.
    public var fusion = Fusion.weighted
    /// Passages that the search brings, 1 to 1,000.
    public var topK = 10
    /// The least similarity of a passage that the search brings, 0 to 1.
    public var minK = 0.0
    /// Passages that are kept after reranking, at least 1.
    public var topN = 3
    /// The least score after reranking, 0 to 1.
    public var minN = 0.0
    /// What being unlike the other passages weighs against the score when passages are chosen, 0 to 1; 0 for the best scores.
    public var diversity = 0.0
    /// Whether the explanation lists every chunk that was scored.
    public var explains = false
    /// Which chunks may be found, by their metadata; nil for all.
    package var filter: MetadataFilter?

    public init() {}

    /// - Throws: ``EngineError/Code/invalidArgument``, naming the first value that is out of range.
    public func validate() throws {
        try Self.require(1...1000, topK, "top_k")
        try Self.require(0...1, minK, "min_k")
        try Self.require(1...Int.max, topN, "top_n")
        try Self.require(0...1, minN, "min_n")
        try Self.require(0...1, diversity, "diversity")
    }

    private static func require<Value: Comparable>(_ range: ClosedRange<Value>, _ value: Value, _ name: String) throws {
        guard range.contains(value) else {
            throw EngineError(
                .invalidArgument,
                "\(name) must be from \(range.lowerBound) to \(range.upperBound), found \(value)"
            )
        }
    }
}
