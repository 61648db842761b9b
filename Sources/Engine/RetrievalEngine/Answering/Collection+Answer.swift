extension Collection {
    /// Answers a question from the collection's documents, with citations.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, `overloaded`, `storageFailure`.
    public func answer(_ question: String, options: RetrievalOptions = RetrievalOptions()) async throws -> Reply {
        try options.validate()
        var timings = StageTimings()
        let embedded = try await timings.measure(\.embed) { try await engine.embed(question: question) }
        let nearest = try await timings.measure(\.search) {
            try await passages(nearest: embedded, count: options.topK, minimumSimilarity: options.minK)
        }
        let ranked = await timings.measure(\.rerank) { engine.reranked(nearest, for: embedded, options: options) }
        let answer = try await timings.measure(\.answer) {
            try await engine.answer(question: embedded, from: ranked)
        }
        return Reply(
            text: answer.grounding == .abstained ? Reply.abstention : answer.text,
            grounding: answer.grounding,
            citations: answer.citations,
            passages: ranked,
            timings: timings
        )
    }
}

extension Reply {
    /// What is said when nothing supports an answer.
    public static let abstention = "The documents hold no answer to this question."
}
