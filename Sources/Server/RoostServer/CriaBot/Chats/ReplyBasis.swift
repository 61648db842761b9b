import RetrievalEngine

/// What an answer is made from (contract, section 3.3).
enum ReplyBasis: Sendable {
    /// No passage was good enough.
    case nothing
    /// The best passage is a question whose answer is given as it stands.
    case verbatim(CuratedAnswer, IndexedPassage)
    /// The best passage is a question: its answer alone is put into words.
    case curated(CuratedAnswer, IndexedPassage)
    /// All the passages, best first.
    case passages([IndexedPassage])

    /// - Parameter context: Best first.
    init(_ context: [IndexedPassage]) {
        guard let best = context.first else {
            self = .nothing
            return
        }
        switch best.curatedAnswer {
        case let answer? where answer.usesModel: self = .curated(answer, best)
        case let answer?: self = .verbatim(answer, best)
        case nil: self = .passages(context)
        }
    }

    /// What is read to make the answer.
    var readPassages: [IndexedPassage] {
        switch self {
        case .nothing, .verbatim: []
        case .curated(_, let passage): [passage]
        case .passages(let passages): passages
        }
    }

    /// The prompts that the answer's author wrote to go on with.
    var relatedPrompts: [RelatedPrompt] {
        switch self {
        case .nothing, .passages: []
        case .verbatim(let answer, _), .curated(let answer, _): answer.relatedPrompts
        }
    }
}
