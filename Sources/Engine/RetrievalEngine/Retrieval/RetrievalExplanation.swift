/// How a search came to its passages.
public struct RetrievalExplanation: Sendable {
    /// What became of a chunk.
    public enum Fate: String, Sendable, Codable {
        case kept
        /// Others of the search were better, and there were `top_k` of them.
        case beyondTopK = "beyond_top_k"
        case belowMinK = "below_min_k"
        /// Others were better after reranking, and there were `top_n` of them.
        case beyondTopN = "beyond_top_n"
        case belowMinN = "below_min_n"
        /// Its score was enough, but it repeats a better one, or is too like it for the diversity that was asked for.
        case passedOver = "passed_over"
    }

    /// A chunk that was scored.
    public struct Candidate: Sendable {
        public var document: String
        /// Its place in the document's text, counted in Unicode scalars.
        public var range: Range<Int>
        public var scores: Passage.Scores
        public var fate: Fate
        package var chunkID: Int64
    }

    /// A term that was looked for.
    public struct Term: Sendable, Encodable {
        public var text: String
        /// The chunks of the collection that hold it.
        public var chunkCount: Int
        /// Its weight in BM25.
        public var weight: Double

        private enum CodingKeys: String, CodingKey {
            case text = "term"
            case chunkCount = "chunks"
            case weight
        }
    }

    /// What a filter let through.
    public struct Filter: Sendable {
        public var allowedChunkCount: Int
        /// The time to find them.
        public var duration: Duration
    }

    /// Every chunk that was scored, in the order of the search.
    public var candidates: [Candidate] = []
    /// What was looked for in the full text.
    public var terms: [Term] = []
    /// How much of the question the encoder reads as words, from 0 to 1: by this its cosines are weighed.
    public var readability = 1.0
    /// Nil without a filter.
    public var filter: Filter?
    /// The chunks that were searched.
    public var chunkCount = 0
    /// What became of reranking by a model; nil where the built-in scores stand.
    public var rerank: RerankReport?

    package init() {}
}
