import Ranking

/// What can be looked up of a sentence: its content words, numbers and names, and whether it denies.
struct StatementFacts: Sendable {
    /// Stems of its content words.
    var terms: Set<String>
    /// All its words in lower case, stemmed.
    var words: Set<String>
    /// In one spelling, from 2 on.
    var numbers: Set<String>
    /// Stems of the words that are written as names: capitals within the sentence, or letters and digits mixed.
    var names: Set<String>
    var isNegated: Bool
    var isRefusal: Bool
    /// Says only yes or no.
    var isBareAnswer: Bool

    init(_ text: String) {
        let text = Self.withoutEnumerator(text)
        let tokens = WordToken.tokens(of: text)
        let lowered = tokens.map { $0.text.lowercased() }
        words = Set(lowered.map(WordCoverage.stem))
        numbers = Numbers.numbers(in: tokens)
        let content = LexicalTerms(query: String(text)).terms.filter {
            !Self.frameWords.contains($0) && !Numbers.isNumber($0)
        }
        terms = Set(content.map(WordCoverage.stem)).union(numbers)
        names = Set(tokens.filter(\.isName).map { WordCoverage.stem($0.text.lowercased()) })
        // A leading yes or no answers; it does not deny what follows.
        let body = lowered.dropFirst(text.prefixMatch(of: /\s*(yes|no)\s*([^\w\s]|$)/.ignoresCase()) == nil ? 0 : 1)
        isNegated = body.contains(where: Self.isNegation)
        isBareAnswer = !lowered.isEmpty && body.isEmpty
        isRefusal = Self.isRefusal(body)
    }

    /// The sentence without the bullet or the number of a list item.
    private static func withoutEnumerator(_ text: String) -> Substring {
        text.prefixMatch(of: /\s*([-*•–]|\(?[0-9]{1,2}[.)])\s+(?=\S)/).map { text[$0.range.upperBound...] } ?? text[...]
    }

    /// Whether there is anything to look up.
    var isClaim: Bool { !terms.isEmpty || !numbers.isEmpty || !names.isEmpty }

    /// Words that speak of the answer itself, not of what it is about.
    private static let frameWords: Set<String> = [
        "according", "answer", "answers", "based", "context", "document", "documents", "excerpt", "excerpts",
        "following",
        "follows", "given", "information", "mentioned", "passage", "passages", "provided", "question", "source",
        "sources",
        "stated", "states", "summary", "text",
    ]

    private static func isNegation(_ word: String) -> Bool {
        negations.contains(word) || word.hasSuffix("n't") || word.hasSuffix("n’t")
    }

    private static let negations: Set<String> = [
        "cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
    ]

    /// Whether the sentence says, in English, that there is no answer: it denies that the sources, or the speaker, know.
    private static func isRefusal(_ words: ArraySlice<String>) -> Bool {
        words.contains { isNegation($0) || ignorance.contains($0) }
            && words.contains(where: knowers.contains)
            && words.contains { knowing.contains($0) || ignorance.contains($0) }
    }

    private static let ignorance: Set<String> = ["insufficient", "unable", "unknown", "unsure"]

    private static let knowers: Set<String> = [
        "context", "document", "documents", "i", "i'm", "information", "passage", "passages", "source", "sources",
        "text",
        "texts",
    ]

    private static let knowing: Set<String> = [
        "answer", "answers", "contain", "contains", "determine", "enough", "find", "found", "given", "hold", "holds",
        "include", "includes", "know", "mention", "mentions", "mentioned", "provide", "provides", "provided", "say",
        "says",
        "specified", "specify", "state", "stated", "sufficient", "sure", "tell", "tells",
    ]
}
