import DocumentStore
import RetrievalEngine

/// A passage, and the index it was found in.
struct IndexedPassage: Sendable {
    /// Where the document has a `window` around a node, that is the text.
    var passage: Passage
    /// The name of the index: the bot's, and which of its two.
    var groupName: String
}

/// What a bot and its extra bots know about a prompt.
struct BotFindings: Sendable {
    var documents: [IndexedPassage]
    var questions: [IndexedPassage]
    /// The best of both, reranked together, best first: the context of an answer.
    var context: [IndexedPassage]
    /// Rerankings that were needed, by CriaBot's count: one for each index, one for both together.
    var searchUnitCount: Int { documents.isEmpty && questions.isEmpty ? 2 : 3 }
}

/// Searches the documents and the questions of bots: `top_k` → `min_k` → rerank → `top_n` → `min_n` in each of the two
/// kinds of index, then rerank → `top_n` → `min_n` over both.
struct BotSearch: Sendable {
    let endpoint: CriaBotEndpoint
    let options: RetrievalOptions

    /// - Parameter bots: The bot that is asked and its extra bots; the caller has made sure that they may be searched.
    func findings(for question: EmbeddedQuestion, in bots: [StoredBot]) async throws -> BotFindings {
        async let documents = passages(nearest: question, in: bots.map { ($0.documentCollectionName, $0) }) {
            try await endpoint.documents(of: $0)
        }
        async let questions = passages(nearest: question, in: bots.map { ($0.questionCollectionName, $0) }) {
            try await endpoint.questions(of: $0)
        }
        let found = try await (documents: documents, questions: questions)
        return BotFindings(
            documents: found.documents,
            questions: found.questions,
            context: reranked(found.documents + found.questions, for: question)
        )
    }

    private func passages(
        nearest question: EmbeddedQuestion,
        in indexes: [(name: String, bot: StoredBot)],
        _ open: @Sendable (StoredBot) async throws -> Collection
    ) async throws -> [IndexedPassage] {
        var found: [IndexedPassage] = []
        for index in indexes {
            let passages = try await open(index.bot)
                .passages(nearest: question, count: options.topK, minimumSimilarity: options.minK)
            found += passages.map { IndexedPassage(passage: $0.showingWindow, groupName: index.name) }
        }
        return reranked(found.mostSimilar(options.topK), for: question)
    }

    private func reranked(_ passages: [IndexedPassage], for question: EmbeddedQuestion) -> [IndexedPassage] {
        let groupNames = Dictionary(
            passages.map { ($0.passage.chunkID, $0.groupName) },
            uniquingKeysWith: { first, _ in first }
        )
        let kept = endpoint.engine.reranked(passages.map(\.passage), for: question, options: options)
        return kept.compactMap { passage in
            groupNames[passage.chunkID].map { IndexedPassage(passage: passage, groupName: $0) }
        }
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

extension Passage {
    /// The passage with the text of its `window`, where its node has one: small texts are found, larger ones are read.
    fileprivate var showingWindow: Passage {
        guard case .string(let window)? = metadata["window"] else { return self }
        var copy = self
        copy.text = window
        copy.isExact = false
        return copy
    }
}
