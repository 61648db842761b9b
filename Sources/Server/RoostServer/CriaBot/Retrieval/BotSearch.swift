import DocumentStore
import RetrievalEngine

/// Searches the documents and the questions of bots: `top_k` → `min_k` → rerank → `top_n` → `min_n` in each of the two
/// kinds of index, then rerank → `top_n` → `min_n` over both (contract, section 3.2).
struct BotSearch: Sendable {
    let endpoint: CriaBotEndpoint
    /// The engine with the bot's reranking model.
    let engine: RetrievalEngine
    let options: RetrievalOptions
    /// The least similarity of questions that are found beside those of `min_k`, to be proposed as the next ones.
    let minimumNeighborSimilarity: Double

    /// What the indexes of one kind brought.
    private struct Found {
        var passages: [IndexedPassage] = []
        /// By the name of the index.
        var explanations: [String: RetrievalExplanation] = [:]
    }

    /// - Parameter bots: The bot that is asked and its extra bots; the caller has made sure that they may be searched.
    func findings(for question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> BotFindings {
        async let searchedDocuments = documents(for: question, in: bots)
        async let searchedQuestions = questions(for: question, in: bots)
        var (documents, questions) = try await (searchedDocuments, searchedQuestions)
        let neighbors = questions.passages
        questions.passages = neighbors.filter { $0.passage.scores.similarity >= options.minK }
            .map(\.showingQuestionAndAnswer)
        try await rerank(&documents, for: question)
        try await rerank(&questions, for: question)
        let union = documents.passages + questions.passages.map(\.showingAnswer)
        return BotFindings(
            documents: documents.passages,
            questions: questions.passages,
            context: try await reranked(union, for: question).passages,
            neighboringQuestions: neighbors,
            assets: try await assets(of: documents.passages, in: bots),
            explanations: options.explains
                ? BotFindings.Explanations(documents: documents.explanations, questions: questions.explanations) : nil
        )
    }

    private func documents(for question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> Found {
        var found = Found()
        for bot in bots {
            let name = bot.documentCollectionName
            let retrieval = try await endpoint.collection(of: .documents, of: bot).search(
                for: question,
                options: options
            )
            found.explanations[name] = retrieval.explanation
            found.passages += retrieval.passages.map { IndexedPassage(passage: $0, groupName: name).showingWindow }
        }
        found.passages = found.passages.mostSimilar(options.topK)
        return found
    }

    /// The nearest questions, each by the phrasing of it that is nearest.
    private func questions(for question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> Found {
        var found = Found()
        for bot in bots {
            let collection = try await endpoint.collection(of: .questions, of: bot)
            let phrasings = try await phrasings(for: question, in: collection)
            found.explanations[collection.name] = phrasings.explanation
            found.passages += collection.scoredAsQuestions(phrasings.passages).map {
                IndexedPassage(passage: $0, groupName: collection.name)
            }
        }
        found.passages = found.passages.mostSimilar(options.topK)
        return found
    }

    /// One passage a question. Where many phrasings of few questions are near, the search goes on until there are
    /// `top_k` questions or no more.
    private func phrasings(for question: EmbeddedQuestion, in collection: Collection) async throws -> Retrieval {
        var wider = options
        wider.minK = min(options.minK, minimumNeighborSimilarity)
        while true {
            var retrieval = try await collection.search(for: question, options: wider)
            let count = retrieval.passages.count
            var seen: Set<String> = []
            retrieval.passages = retrieval.passages.filter { seen.insert($0.document).inserted }
            if retrieval.passages.count >= options.topK || count < wider.topK || wider.topK == Self.largestCount {
                return retrieval
            }
            wider.topK = min(4 * wider.topK, Self.largestCount)
        }
    }

    /// The most passages of a search.
    private static let largestCount = 1000

    private func rerank(_ found: inout Found, for question: EmbeddedQuestion) async throws {
        let (passages, ranked) = try await reranked(found.passages, for: question)
        found.passages = passages
        for name in found.explanations.keys { found.explanations[name]?.note(ranked, options) }
    }

    private func reranked(
        _ passages: [IndexedPassage],
        for question: EmbeddedQuestion
    ) async throws -> (passages: [IndexedPassage], RetrievalEngine.RankedPassages) {
        let byChunk = Dictionary(passages.map { ($0.passage.chunkID, $0) }, uniquingKeysWith: { first, _ in first })
        let ranked = try await engine.reranked(passages.map(\.passage), for: question, options: options)
        let indexed = ranked.passages.compactMap { passage in
            byChunk[passage.chunkID].map { found in
                var found = found
                found.passage = passage
                return found
            }
        }
        return (indexed, ranked)
    }

    /// The files that passages of documents refer to.
    private func assets(of passages: [IndexedPassage], in bots: [StoredBot]) async throws -> [GroupAsset] {
        var assets: [GroupAsset] = []
        for bot in bots {
            let uuids = Set(passages.filter { $0.groupName == bot.documentCollectionName }.compactMap(\.assetUUID))
            guard !uuids.isEmpty else { continue }
            let collection = try await endpoint.collection(of: .documents, of: bot)
            assets += try await collection.assets(withUUIDs: uuids).map {
                GroupAsset(stored: $0, group: IndexGroup(collection))
            }
        }
        return assets
    }
}

extension [IndexedPassage] {
    /// The `count` most similar, best first, those found in several indexes merged.
    fileprivate func mostSimilar(_ count: Int) -> [IndexedPassage] {
        Array(
            sorted { first, second in
                (second.passage.scores.similarity, first.passage.chunkID)
                    < (first.passage.scores.similarity, second.passage.chunkID)
            }.prefix(count)
        )
    }
}
