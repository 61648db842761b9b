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
        let visible = Self.withoutImages(text)
        let text = Self.withoutEnumerator(visible)
        let all = Word.words(of: String(text))
        words = Set(all.flatMap(\.terms))
        numbers = Numbers.numbers(in: all)
        let content = all.filter {
            !$0.isFunctionWord && !Self.frameWords.contains($0.text) && !Numbers.isNumber($0.text)
        }
        terms = Set(content.flatMap(\.terms)).union(numbers)
        names = Set(all.filter(\.isSpeltAsName).flatMap(\.terms))
        // A leading yes or no answers; it does not deny what follows.
        let answers = Self.beginsWithBareAnswer(text, words: all)
        let body = all.map(\.text).dropFirst(answers ? 1 : 0)
        isNegated = body.contains(where: Self.negations.contains)
        isBareAnswer = answers && body.isEmpty
        isRefusal = Self.isRefusal(body)
    }

    /// The sentence without the bullet or the number of a list item: `- `, `3. `, `(12) `.
    ///
    /// By hand: a regular expression would be compiled anew for every sentence, which takes longer than all the rest.
    private static func withoutEnumerator(_ text: String) -> Substring {
        var rest = text.drop(while: \.isWhitespace)
        if let first = rest.first, "-*•–".contains(first) {
            rest = rest.dropFirst()
        } else {
            let numbered = rest.first == "(" ? rest.dropFirst() : rest
            let digits = numbered.prefix { $0.isASCII && $0.isNumber }
            let mark = numbered.dropFirst(digits.count).first
            guard (1...2).contains(digits.count), mark == "." || mark == ")" else { return text[...] }
            rest = numbered.dropFirst(digits.count + 1)
        }
        let body = rest.drop(while: \.isWhitespace)
        return body.isEmpty || body.startIndex == rest.startIndex ? text[...] : body
    }

    /// Whether a yes or no stands before a mark or alone: `No, it is not.`
    private static func beginsWithBareAnswer(_ text: Substring, words: [Word]) -> Bool {
        guard let first = words.first?.text, first == "yes" || first == "no" else { return false }
        let start = text.drop(while: \.isWhitespace)
        guard start.prefix(first.count).lowercased() == first else { return false }
        let next = start.dropFirst(first.count).first { !$0.isWhitespace }
        return next.map { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? true
    }

    /// The sentence without Markdown images, whose addresses are no statement.
    private static func withoutImages(_ text: String) -> String {
        text.utf8.contains(UInt8(ascii: "!")) ? text.replacing(/!\[[^\]]*\]\([^)]*\)/, with: " ") : text
    }

    /// Whether there is anything to look up.
    var isClaim: Bool { !terms.isEmpty || !numbers.isEmpty || !names.isEmpty }

    /// Words that speak of the answer itself, not of what it is about.
    private static let frameWords = EnglishWords.set(
        """
        according answer answers based context document documents excerpt excerpts following follows given
        information mentioned passage passages provided question source sources stated states summary text
        """
    )

    /// Of contractions the part before the apostrophe.
    private static let negations = EnglishWords.set(
        """
        cannot neither never no nobody none nor not nothing without ain aren couldn didn doesn don hadn hasn haven isn
        shouldn wasn weren won wouldn
        """
    )

    /// Whether the sentence says, in English, that there is no answer: it denies that the sources, or the speaker, know.
    private static func isRefusal(_ words: ArraySlice<String>) -> Bool {
        words.contains { negations.contains($0) || ignorance.contains($0) }
            && words.contains(where: knowers.contains)
            && words.contains { knowing.contains($0) || ignorance.contains($0) }
    }

    private static let ignorance = EnglishWords.set(
        """
        insufficient unable unknown unsure
        """
    )

    private static let knowers = EnglishWords.set(
        """
        context document documents i information passage passages source sources text texts
        """
    )

    private static let knowing = EnglishWords.set(
        """
        answer answers contain contains determine enough find found given hold holds include includes know mention
        mentions mentioned provide provides provided say says specified specify state stated sufficient sure tell
        tells
        """
    )
}

extension Word {
    /// Spelt as a name is: with a capital where the grammar asks for none, or with letters and digits together.
    fileprivate var isSpeltAsName: Bool {
        if isNumeric {
            return text.contains(where: \.isLetter)
                && !["st", "nd", "rd", "th", "s"].contains(text.drop { !$0.isLetter })
        }
        return isCapitalized && !followsBreak && text.count > 1
    }
}
