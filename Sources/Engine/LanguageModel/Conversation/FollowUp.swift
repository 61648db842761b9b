/// How a question depends on what was said before it.
enum FollowUp: Sendable, Equatable {
    /// Not at all.
    case none
    /// By a word that stands for something, at an index of its words.
    case reference(Int)
    /// It only names what takes the place of something in the question before: "And in winter?", "What about dogs?"
    /// The rest begins at an index of its words.
    case substitution(Int)
    /// It only asks, about all that the question before said: "Why?", "Since when?"
    case bareQuestion
    /// It asks for a property without saying of what: "What is the price?"
    case property

    /// What an English question depends on.
    ///
    /// `none` for a question of another language: it has hardly any English function word.
    init(_ words: [Word]) {
        guard Self.isEnglish(words) else {
            self = .none
            return
        }
        if let start = Self.substitutionStart(words) {
            self = .substitution(start)
        } else if let reference = words.indices.first(where: { Self.isReference($0, in: words) }) {
            self = .reference(reference)
        } else if Self.isBare(words) {
            self = .bareQuestion
        } else {
            self = Self.asksForProperty(words) ? .property : .none
        }
    }

    /// Two function words, or one of a question of three words at most.
    private static func isEnglish(_ words: [Word]) -> Bool {
        let count = words.count { $0.isFunctionWord }
        let isLatin = words.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.value < 0x250 } }
        return isLatin && (count >= 2 || (count == 1 && words.count <= 3))
    }

    /// A question word without a noun, or without a verb and with one noun: "why not?", "for how many days?".
    private static func isBare(_ words: [Word]) -> Bool {
        guard words.contains(where: { EnglishWords.questionWords.contains($0.text) }) else { return false }
        let content = words.filter { !$0.isFunctionWord && !bareWords.contains($0.text) }
        let hasVerb = words.contains { EnglishWords.auxiliaries.contains($0.text) }
        return content.isEmpty || content.count == 1 && !hasVerb && words.count <= 5 && !content[0].isCapitalized
    }

    private static let bareWords = EnglishWords.set("exactly else much many long often far come about please really")

    // MARK: Substitution

    /// "What about X", "how about X", "and X", "or in X", where X has no verb: no question word, auxiliary or reference.
    private static func substitutionStart(_ words: [Word]) -> Int? {
        let texts = words.map(\.text)
        var start = ["and", "or", "but"].contains(texts.first ?? "") ? 1 : 0
        if texts.dropFirst(start).starts(with: ["what", "about"])
            || texts.dropFirst(start).starts(with: ["how", "about"])
        {
            start += 2
        }
        if start == 0, let first = texts.first, words.count <= 4, EnglishWords.prepositions.contains(first) {
            return isFragment(words[...]) ? 0 : nil
        }
        guard start > 0, start < words.count, isFragment(words[start...]) else { return nil }
        return start
    }

    /// Without a verb and short; "the library's opening hours" and "the price of a card" say all themselves.
    private static func isFragment(_ words: ArraySlice<Word>) -> Bool {
        let isVerbless = !words.contains {
            EnglishWords.questionWords.contains($0.text) || EnglishWords.auxiliaries.contains($0.text)
        }
        guard isVerbless, words.count <= 7, words.contains(where: { !$0.isFunctionWord }) else { return false }
        guard !words.indices.contains(where: { isReference($0, in: Array(words), offset: words.startIndex) }) else {
            return false
        }
        let isName = words.allSatisfy { $0.isCapitalized || $0.isFunctionWord }
        let names = !isName && words.contains { $0.text == "s" }
        let properties = words.contains { EnglishWords.relationalNouns.contains($0.text) }
        return !names && !(properties && words.contains { $0.text == "of" || $0.text == "for" })
    }

    private static func isReference(_ index: Int, in words: [Word], offset: Int) -> Bool {
        isReference(index - offset, in: words)
    }

    // MARK: References

    /// Whether a word stands for something that the question itself does not name before it.
    static func isReference(_ index: Int, in words: [Word]) -> Bool {
        let word = words[index].text
        let next = index + 1 < words.count ? words[index + 1] : nil
        let previous = index > 0 ? words[index - 1].text : ""
        switch word {
        case "it", "its", "he", "she", "him", "his", "her", "hers", "they", "them", "their", "theirs":
            return !isExpletive(index, in: words) && !hasAntecedent(before: index, in: words)
        case "this", "these":
            return !(next.map { calendarWords.contains($0.text) } ?? false)
        case "those", "that":
            let isDemonstrative =
                next == nil || index == 0 || EnglishWords.prepositions.contains(previous)
                || EnglishWords.auxiliaries.contains(previous) || next?.text == "one"
            return isDemonstrative && !(next.map { calendarWords.contains($0.text) } ?? false)
        case "there":
            return next == nil && !EnglishWords.copulas.contains(previous)
        case "one":
            return (next == nil || next?.isFunctionWord == true) && !previous.isEmpty && previous != "at"
        case "ones":
            return true
        default:
            return false
        }
    }

    private static let calendarWords = EnglishWords.set(
        "year month week morning evening afternoon day days time summer winter"
    )

    /// A name, or a noun after an article or an auxiliary that agrees in number; what is asked for is none.
    ///
    /// Right after its auxiliary a pronoun is the subject, and means nothing that stands in its own clause.
    private static func hasAntecedent(before index: Int, in words: [Word]) -> Bool {
        var end = index
        if index > 0, EnglishWords.auxiliaries.contains(words[index - 1].text) {
            end = words[...index].lastIndex { $0.followsBreak || clauseMarkers.contains($0.text) } ?? 0
        }
        let isPlural = ["they", "them", "their", "theirs"].contains(words[index].text)
        return words.indices.prefix(end).contains { place in
            let word = words[place]
            guard !word.isFunctionWord, place > 0 else { return false }
            if word.isCapitalized { return true }
            // The word before the run of content words that this one stands in.
            let before = words[..<place].last { $0.isFunctionWord || asking.contains($0.text) }?.text ?? ""
            let isNoun = EnglishWords.determiners.contains(before) || EnglishWords.auxiliaries.contains(before)
            return isNoun && isPlural == word.isPluralNoun
        }
    }

    private static let asking = EnglishWords.set("what which many much how")
    private static let clauseMarkers = EnglishWords.set("and but when while if because before after that until")

    /// "Is it true that", "how long does it take to", "what time is it".
    private static func isExpletive(_ index: Int, in words: [Word]) -> Bool {
        guard words[index].text == "it" else { return false }
        let after = words[(index + 1)...]
        if after.isEmpty { return words.contains { $0.text == "time" } && words[max(index - 1, 0)].text == "is" }
        let isImpersonal = after.first.map { impersonalWords.contains($0.text) } ?? false
        return isImpersonal
            && after.dropFirst().contains { ["that", "to", "whether", "if", "how", "when"].contains($0.text) }
    }

    private static let impersonalWords = EnglishWords.set(
        "true possible necessary important allowed take takes took safe better best worth likely normal matter matters"
    )

    // MARK: Properties

    /// The only nouns are such for properties, with an article: "what is the price", "what is the part number".
    private static func asksForProperty(_ words: [Word]) -> Bool {
        let content = words.indices.filter { !words[$0].isFunctionWord }
        guard let noun = content.first, noun > 0, words.count <= 6 else { return false }
        return words[noun - 1].text == "the"
            && content.allSatisfy { EnglishWords.relationalNouns.contains(words[$0].text) }
    }
}

extension Word {
    /// Ends like a plural, or is one without an ending.
    var isPluralNoun: Bool {
        ["people", "children", "men", "women"].contains(text)
            || (text.hasSuffix("s") && !["ss", "us", "is"].contains(where: text.hasSuffix))
    }
}
