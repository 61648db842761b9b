extension RetrievalExplanation: Encodable {
    private enum CodingKeys: String, CodingKey {
        case chunks, readability, terms, filter, rerank, candidates
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(chunkCount, forKey: .chunks)
        try container.encode(readability, forKey: .readability)
        try container.encode(terms, forKey: .terms)
        try container.encodeIfPresent(filter, forKey: .filter)
        try container.encodeIfPresent(rerank, forKey: .rerank)
        try container.encode(candidates, forKey: .candidates)
    }
}

extension RetrievalExplanation.Filter: Encodable {
    private enum CodingKeys: String, CodingKey {
        case allowedChunks = "allowed_chunks"
        case milliseconds = "ms"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(allowedChunkCount, forKey: .allowedChunks)
        try container.encode(duration.milliseconds, forKey: .milliseconds)
    }
}

extension RetrievalExplanation.Candidate: Encodable {
    private enum CodingKeys: String, CodingKey {
        case document, range, cosine, lexical, similarity, proximity, score, fate
        case lateInteraction = "late_interaction"
    }

    /// Whether it was reranked.
    public var isReranked: Bool { fate != .beyondTopK && fate != .belowMinK }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(document, forKey: .document)
        try container.encode([range.lowerBound, range.upperBound], forKey: .range)
        try container.encode(scores.cosine, forKey: .cosine)
        try container.encode(scores.lexical, forKey: .lexical)
        try container.encode(scores.similarity, forKey: .similarity)
        try container.encode(fate, forKey: .fate)
        guard isReranked else { return }
        try container.encodeIfPresent(scores.lateInteraction, forKey: .lateInteraction)
        try container.encode(scores.proximity, forKey: .proximity)
        try container.encode(scores.rerank, forKey: .score)
    }
}
