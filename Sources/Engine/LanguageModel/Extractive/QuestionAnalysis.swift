/// What a question asks for and by which words its answer is found.
struct QuestionAnalysis: Sendable {
    /// The question's words in order.
    let words: [Word]
    /// The form of its answer.
    let form: AnswerForm
    /// Several things answer it, or a reason that may take more than one sentence.
    let wantsSeveral: Bool
    /// The terms of what is asked for, such as `year` in "in what year"; the answer stands in their place.
    let focus: Set<String>
    /// The terms of proper names, of content words that are capitalised inside the question.
    let names: Set<String>
    /// The terms of numbers.
    let numbers: Set<String>
    /// All terms of the question.
    let terms: Set<String>
    /// It denies something: "which cells must not be used".
    let isNegated: Bool
    /// The terms that mean the opposite of one of its own.
    let opposites: Set<String>
    /// The terms that an answering sentence should hold, each once, in order: the content words, all words where there
    /// are none; without those that are asked for, where the answer has a form that stands for them.
    let matched: [String]

    init(_ question: String) {
        words = Word.words(of: question)
        let head = QuestionHead(words)
        let form = head.form
        let focus = Set(head.focus.flatMap(\.terms))
        self.form = form
        self.focus = focus
        wantsSeveral = head.wantsSeveral
        let contentWords = words.filter { !$0.isFunctionWord }
        var seen: Set<String> = []
        let content = (contentWords.isEmpty ? words : contentWords).flatMap(\.terms)
            .filter { seen.insert($0).inserted }
        let unasked = content.filter { !focus.contains($0) }
        let isTyped = form != .phrase && form != .confirmation
        matched = isTyped && !unasked.isEmpty ? unasked : content
        names = Set(words.dropFirst().filter { $0.isCapitalized && !$0.isFunctionWord }.flatMap(\.terms))
        numbers = Set(words.filter(\.isNumeric).flatMap(\.terms))
        let terms = Set(words.flatMap(\.terms))
        self.terms = terms
        isNegated = words.contains { EnglishWords.negations.contains($0.text) }
        opposites = Set(terms.flatMap { EnglishWords.opposites[$0] ?? [] }).subtracting(terms)
    }
}
