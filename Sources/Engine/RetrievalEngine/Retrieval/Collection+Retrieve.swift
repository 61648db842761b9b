package import DocumentStore
import Ranking

extension Collection {
    /// The passages that answer a question best.
    ///
    /// - Returns: Best first; passages with equal scores in the order of their ingestion.
    /// - Throws: As ``retrieve(_:options:)``.
    public func passages(for question: String, options: RetrievalOptions = RetrievalOptions()) async throws -> [Passage]
    {
        try await retrieve(question, options: options).passages
    }

    /// Searches the passages that answer a question best: the best `topK` by meaning and terms, thresholded, reranked,
    /// thresholded again, and the best `topN` of them.
    ///
    /// - Throws: ``EngineError/Code/invalidArgument`` for options out of range, `overloaded`, `storageFailure`.
    public func retrieve(
        _ question: String,
        options: RetrievalOptions = RetrievalOptions()
    ) async throws -> Retrieval {
        try options.validate()
        return try await retrieve(embed(question: question), options: options)
    }

    /// - Parameter timings: Gets the times of the stages added.
    func retrieve(
        _ question: EmbeddedQuestion,
        options: RetrievalOptions,
        timings: inout StageTimings
    ) async throws -> Retrieval {
        let found = try await candidates(for: question, options: options)
        timings.add(found.search, to: \.search)
        timings.add(found.rerank, to: \.rerank)
        let ranked = try await timings.measure(\.rerank) {
            try await engine.reranked(found.passages, for: question, options: options)
        }
        var explanation = found.explanation
        explanation.note(ranked, options)
        return Retrieval(passages: ranked.passages, explanation: explanation)
    }

    func retrieve(_ question: EmbeddedQuestion, options: RetrievalOptions) async throws -> Retrieval {
        var timings = StageTimings()
        return try await retrieve(question, options: options, timings: &timings)
    }

    /// The best `count` chunks for a question, those under the threshold left out, with the scores that built-in
    /// reranking gives them.
    ///
    /// - Returns: In the order of the search, best first; equal ones in the order of their ingestion.
    public func passages(
        nearest question: EmbeddedQuestion,
        count: Int,
        minimumSimilarity: Double
    ) async throws -> [Passage] {
        try await passages(nearest: question, count: count, minimumSimilarity: minimumSimilarity, filter: nil)
    }

    /// As the other, among the chunks that pass a filter; when as many as `count` pass and qualify, as many come back.
    package func passages(
        nearest question: EmbeddedQuestion,
        count: Int,
        minimumSimilarity: Double,
        filter: MetadataFilter?
    ) async throws -> [Passage] {
        var options = RetrievalOptions()
        options.topK = count
        options.minK = minimumSimilarity
        options.filter = filter
        return try await candidates(for: question, options: options).passages
    }

    /// The first stage of a search, its thresholds included, with the scores that built-in reranking gives.
    ///
    /// - Returns: In the order of the search; the explanation takes what was found for kept.
    package func search(for question: EmbeddedQuestion, options: RetrievalOptions) async throws -> Retrieval {
        try options.validate()
        let found = try await candidates(for: question, options: options)
        return Retrieval(passages: found.passages, explanation: found.explanation)
    }

    /// The first stage of a search.
    func candidates(
        for question: EmbeddedQuestion,
        options: RetrievalOptions
    ) async throws -> CandidateSearch.Findings {
        let search = CandidateSearch(
            collection: self,
            question: try await embedded(question),
            options: options,
            model: try await withModel { $0.encoder.relevance }
        )
        let found = try await engine.run { try search.findings() }
        engine.metrics.record(found.search, of: .retrieve)
        engine.metrics.record(found.rerank, of: .rerank)
        return found
    }
}

extension RetrievalEngine {
    /// What reranking made of some passages.
    public struct RankedPassages: Sendable {
        /// At most `topN`, none under `minN`, best first.
        public var passages: [Passage]
        /// All passages that were reranked, best first.
        package var all: [Passage]
        /// What became of reranking by a model; nil where the built-in scores stand.
        public var report: RerankReport?
    }

    /// Reranks passages, drops those under `minN`, and keeps the best `topN`; what only repeats a better one gives its
    /// place to the next.
    ///
    /// Passages of several collections may be reranked together.
    ///
    /// - Parameter passages: Best first.
    /// - Throws: Only `CancellationError`: a reranking model that fails leaves the order that there is.
    public func reranked(
        _ passages: [Passage],
        for question: EmbeddedQuestion,
        options: RetrievalOptions
    ) async throws -> RankedPassages {
        var (passages, report) = (passages, RerankReport?.none)
        if let reranker, !passages.isEmpty {
            let (scored, found) = try await metrics.measure(.rerank) {
                try await reranker.rerank(passages, question: question.text)
            }
            (passages, report) = (scored, found)
        }
        let byID = Dictionary(passages.map { ($0.chunkID, $0) }, uniquingKeysWith: { first, _ in first })
        let ranked = byID.values.map { Scored(id: $0.chunkID, score: $0.scores.rerank) }.sorted(by: Scored.precedes)
        let all = ranked.compactMap { byID[$0.id] }
        let qualified = all.filter { $0.scores.rerank >= options.minN }
        return RankedPassages(
            passages: qualified.selected(options.topN, diversity: options.diversity),
            all: all,
            report: report
        )
    }
}

extension RetrievalExplanation {
    /// Takes over what reranking made of the candidates that the search kept; those that it was not given were passed over.
    package mutating func note(_ ranked: RetrievalEngine.RankedPassages, _ options: RetrievalOptions) {
        rerank = ranked.report
        let scores = Dictionary(ranked.all.map { ($0.chunkID, $0.scores) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(ranked.passages.map(\.chunkID))
        let least = ranked.passages.last?.scores.rerank ?? 0
        for index in candidates.indices where candidates[index].fate == .kept {
            guard let found = scores[candidates[index].chunkID] else {
                candidates[index].fate =
                    candidates[index].scores.similarity < options.minK ? .belowMinK : .passedOver
                continue
            }
            candidates[index].scores = found
            if kept.contains(candidates[index].chunkID) { continue }
            candidates[index].fate =
                found.rerank < options.minN ? .belowMinN : found.rerank > least ? .passedOver : .beyondTopN
        }
    }
}
