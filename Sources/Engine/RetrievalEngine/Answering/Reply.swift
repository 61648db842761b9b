/// An answer, with the places it was taken from.
public struct Reply: Sendable {
    /// How far the passages support the answer.
    public enum Grounding: String, Sendable, Codable {
        /// Every statement is supported.
        case yes
        /// Some statements are supported, or the support is weak.
        case partly
        /// Nothing supports an answer, and the text says so.
        case abstained
    }

    /// The answer; `[1]` refers to the first of `passages`, and only to passages that support the sentence before it,
    /// themselves or by the text around them.
    public var text: String
    public var grounding: Grounding
    /// The cited places in the order of the text; several when several sentences of a passage are cited.
    public var citations: [Citation]
    /// What was checked, sentence by sentence.
    public var sentences: [ReplySentence]
    /// The passages that the answer was made from, best first.
    public var passages: [Passage]
    /// How the passages were found.
    public var explanation: RetrievalExplanation
    public var usage: TokenUsage
    /// The answering model.
    public var model: String
    /// The question as it was searched: with what it referred to in the conversation put in.
    public var question: String
    public var timings: StageTimings
}

/// The place of a statement in a document.
public struct Citation: Sendable, Hashable {
    /// The number of the passage, from 1, by which the answer refers to it. The place is in the passage, or in the text
    /// around it that the model was shown with it.
    public var number: Int
    public var document: String
    /// The page the statement begins on, from 1; nil when the document has no pages.
    public var page: Int?
    /// The place of the supporting sentence in the document's text, counted in Unicode scalars.
    public var range: Range<Int>
    /// The text at that place, exactly.
    public var text: String
    /// How well it supports the statement, in [0, 1].
    public var score: Double
}

/// A sentence of an answer.
public struct ReplySentence: Sendable, Hashable {
    /// What checking a sentence against the passages brought.
    public enum Support: String, Sendable, Codable {
        case supported
        case unsupported
        /// It states nothing about the question's subject: an introduction, or that there is no answer.
        case noStatement = "no_statement"
    }

    /// Without citations, and without white space around it.
    public var text: String
    public var support: Support
    /// The numbers of the passages that it cites.
    public var citations: [Int]
    /// How well the best passage supports it, in [0, 1].
    public var score: Double
}

/// The tokens that an answer took.
public struct TokenUsage: Sendable, Hashable, Codable {
    public var promptTokenCount: Int
    public var completionTokenCount: Int
    /// Whether Roost counted because the model's server told nothing.
    public var isEstimated: Bool

    public init(promptTokenCount: Int, completionTokenCount: Int, isEstimated: Bool) {
        self.promptTokenCount = promptTokenCount
        self.completionTokenCount = completionTokenCount
        self.isEstimated = isEstimated
    }

    public var totalTokenCount: Int { promptTokenCount + completionTokenCount }
}
