import DocumentStore
import RetrievalEngine

/// What a bot and its extra bots know about a prompt.
struct BotFindings: Sendable {
    var documents: [IndexedPassage]
    /// Each by the phrasing that is nearest to the prompt.
    var questions: [IndexedPassage]
    /// The best of both, reranked together, best first: the context of an answer.
    var context: [IndexedPassage]
    /// The nearest questions, also those that are not good enough to answer.
    var neighboringQuestions: [IndexedPassage]
    /// The files that the documents' passages refer to.
    var assets: [GroupAsset]
    /// How each index came to its passages; nil unless it was asked for.
    var explanations: Explanations?

    /// By the names of the indexes.
    struct Explanations: Sendable {
        var documents: [String: RetrievalExplanation]
        var questions: [String: RetrievalExplanation]
    }

    /// Rerankings that were needed, by CriaBot's count: one for each index, one for both together.
    var searchUnitCount: Int { documents.isEmpty && questions.isEmpty ? 2 : 3 }
}

/// A passage, and the index it was found in.
struct IndexedPassage: Sendable {
    var passage: Passage
    /// The name of the index: the bot's, and which of its two.
    var groupName: String
}

extension IndexedPassage {
    /// The answer that a person wrote, when this is a phrasing of a question.
    var curatedAnswer: CuratedAnswer? { CuratedAnswer(metadata: passage.metadata) }

    /// The file that its text describes.
    var assetUUID: String? { passage.metadata["asset_uuid"]?.stringValue }

    /// The passage with the text of its `window`, where its node has one: small texts are found, larger ones are read.
    var showingWindow: IndexedPassage {
        passage.metadata["window"]?.stringValue.map(showing) ?? self
    }

    /// A phrasing with the answer behind it.
    var showingQuestionAndAnswer: IndexedPassage {
        curatedAnswer.map { showing("\(passage.text)\n\($0.text)") } ?? self
    }

    /// A phrasing as the answer alone.
    var showingAnswer: IndexedPassage {
        curatedAnswer.map { showing($0.text) } ?? self
    }

    private func showing(_ text: String) -> IndexedPassage {
        var copy = self
        copy.passage.text = text
        copy.passage.isExact = false
        return copy
    }
}
