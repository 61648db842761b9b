/// What is known about a query in its collection: how far its two rankings can be trusted, and how much there is on its
/// subject.
package struct QueryEvidence: Sendable, Hashable {
    /// How much of the query the encoder reads as words, 0…1 (`Readability`).
    package var readability: Double
    /// The BM25 score of the best chunk of the collection; 0 when none holds a term.
    package var bestLexicalScore: Double
    /// The share of the weight of the query's terms that one chunk holds at most, 0…1; 0 for a query without terms.
    package var coverage: Double
    /// The cosine of the nearest chunk, −1…1; 0 in an empty collection.
    package var bestCosine: Double

    package init(readability: Double, bestLexicalScore: Double, coverage: Double, bestCosine: Double) {
        self.readability = readability
        self.bestLexicalScore = bestLexicalScore
        self.coverage = coverage
        self.bestCosine = bestCosine
    }
}

/// What is known about one chunk as an answer to one query.
package struct RelevanceEvidence: Sendable, Hashable {
    /// The cosine of the query's vector and the chunk's, −1…1.
    package var cosine: Double
    /// The BM25 score, 0 when the chunk holds no term.
    package var lexicalScore: Double
    /// How well the tokens of the query are matched by tokens of the chunk, −1…1; nil when the chunk's are not kept.
    package var lateInteraction: Double?
    /// How many of the query's pairs of terms stand together, 0…1 (`TermProximity`).
    package var proximity: Double

    package init(cosine: Double, lexicalScore: Double, lateInteraction: Double? = nil, proximity: Double = 0) {
        self.cosine = cosine
        self.lexicalScore = lexicalScore
        self.lateInteraction = lateInteraction
        self.proximity = proximity
    }
}
