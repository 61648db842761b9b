package import Chunking

/// A retrieved chunk, with every score it got.
public struct Passage: Sendable {
    /// The scores of one passage for one question.
    public struct Scores: Sendable, Hashable {
        /// The cosine of question and chunk, in [-1, 1].
        public var cosine: Double
        /// BM25 of the question's terms in the chunk, from 0.
        public var lexical: Double
        /// What the search makes of both, on the scale of the thresholds, in [0, 1]: what `min_k` is compared with.
        public var similarity: Double
        /// How well the question's tokens are matched by tokens of the chunk, in [-1, 1]; nil when it was not looked at,
        /// or when the chunk's tokens are not kept.
        public var lateInteraction: Double?
        /// How many of the question's pairs of terms stand together, in [0, 1].
        public var proximity = 0.0
        /// The score after reranking, in [0, 1]: what `min_n` is compared with.
        public var rerank: Double

        package init(cosine: Double, lexical: Double, similarity: Double, rerank: Double) {
            self.cosine = cosine
            self.lexical = lexical
            self.similarity = similarity
            self.rerank = rerank
        }
    }

    /// The name of the document.
    public var document: String
    /// The text of the chunk, a slice of the document's text.
    public var text: String
    /// The page it begins on, from 1; nil when the document has no pages.
    public var page: Int?
    /// The headings above it, outermost first.
    public var headingPath: [String]
    /// Its place in the document's text, counted in Unicode scalars.
    public var range: Range<Int>
    /// What the caller attached to the document, overlaid with what it attached to the chunk.
    public var metadata: [String: JSONValue]
    /// Tokens as the encoder counts them.
    public var tokenCount: Int
    public var scores: Scores

    package var chunkID: Int64
    /// The further pages that it reaches into, in order.
    package var pageBreaks: [PageBreak]
    /// Whether `text` is the document's text at `range`, or the beginning of it; not so when a caller's `window` took
    /// its place.
    package var isExact = true
}
