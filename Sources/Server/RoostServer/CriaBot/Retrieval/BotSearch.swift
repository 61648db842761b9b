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

    /// - Parameter bots: The bot that is asked and its extra bots; the caller has made sure that they may be searched.
    func findings(for question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> BotFindings {
        async let documents = documents(nearest: question, in: bots)
        async let questions = questions(nearest: question, in: bots)
        let found = try await (documents: documents, questions: questions)
        let groups = (
            documents: reranked(found.documents, for: question),
            questions: reranked(
                found.questions.filter { $0.passage.scores.similarity >= options.minK }
                    .map(\.showingQuestionAndAnswer),
                for: question
            )
        )
        let context = reranked(groups.documents + groups.questions.map(\.showingAnswer), for: question)
        return BotFindings(
            documents: groups.documents,
            questions: groups.questions,
            context: context,
            neighboringQuestions: found.questions,
            assets: try await assets(of: groups.documents, in: bots)
        )
    }

    private func documents(nearest question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> [IndexedPassage] {
        var found: [IndexedPassage] = []
        for bot in bots {
            let passages = try await endpoint.collection(of: .documents, of: bot).passages(
                nearest: question,
                count: options.topK,
                minimumSimilarity: options.minK,
                filter: options.filter
            )
            found += passages.map { IndexedPassage(passage: $0, groupName: bot.documentCollectionName).showingWindow }
        }
        return found.mostSimilar(options.topK)
    }

    /// The nearest questions, each by the phrasing of it that is nearest.
    private func questions(nearest question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> [IndexedPassage] {
        var found: [IndexedPassage] = []
        for bot in bots {
            let collection = try await endpoint.collection(of: .questions, of: bot)
            let phrasings = try await phrasings(nearest: question, in: collection)
            found += collection.scoredAsQuestions(phrasings).map {
                IndexedPassage(passage: $0, groupName: collection.name)
            }
        }
        return found.mostSimilar(options.topK)
    }

    /// One passage a question. Where many phrasings of few questions are near, the search goes on until there are
    /// `top_k` questions or no more.
    private func phrasings(nearest question: EmbeddedQuestion, in collection: Collection) async throws -> [Passage] {
        var count = options.topK
        while true {
            let passages = try await collection.passages(
                nearest: question,
                count: count,
                minimumSimilarity: min(options.minK, minimumNeighborSimilarity),
                filter: options.filter
            )
            var seen: Set<String> = []
            let best = passages.filter { seen.insert($0.document).inserted }
            if best.count >= options.topK || passages.count < count {
                return best
            }
            count *= 4
        }
    }

    private func reranked(_ passages: [IndexedPassage], for question: EmbeddedQuestion) -> [IndexedPassage] {
        let byChunk = Dictionary(passages.map { ($0.passage.chunkID, $0) }, uniquingKeysWith: { first, _ in first })
        return engine.reranked(passages.map(\.passage), for: question, options: options).compactMap {
            passage in
            byChunk[passage.chunkID].map { found in
                var found = found
                found.passage = passage
                return found
            }
        }
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
