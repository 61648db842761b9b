extension Statement {
    var isNegated: Bool {
        words.contains { EnglishWords.negations.contains($0.text) }
    }

    var beginsWithPronoun: Bool {
        words.first.map { EnglishWords.references.contains($0.text) } ?? false
    }

    /// Whether it speaks of something by a pronoun or a demonstrative before it names anything.
    ///
    /// "In 1884 he moved" does; "When Tesla was young, he moved" names its subject, and "It is said that" speaks of
    /// nothing.
    var dependsOnPrevious: Bool {
        guard !standsAlone else { return false }
        for (place, word) in words.enumerated() {
            if EnglishWords.references.contains(word.text) { return !isExpletive(at: place) }
            let mayStandBefore =
                word.isFunctionWord || word.isNumeral || word.text.hasSuffix("ly")
                || EnglishWords.months.contains(word.text) || EnglishWords.discourseMarkers.contains(word.text)
            if !mayStandBefore { return false }
        }
        return false
    }

    /// Whether it names something that a pronoun of the next sentence can mean: for *he* and *she* a proper name.
    func isAntecedent(of next: Statement) -> Bool {
        guard !standsAlone else { return false }
        let isPersonal =
            next.words.first { EnglishWords.references.contains($0.text) }
            .map { EnglishWords.personalReferences.contains($0.text) } ?? false
        return words.contains { !$0.isFunctionWord && !$0.isNumeral && (!isPersonal || $0.isCapitalized) }
    }

    /// "It is said that", "it was he who", "it takes … to".
    private func isExpletive(at place: Int) -> Bool {
        guard words[place].text == "it", place + 1 < words.count else { return false }
        let verb = words[place + 1].text
        guard EnglishWords.copulas.contains(verb) || ["seems", "seemed", "appears", "takes", "took"].contains(verb)
        else {
            return false
        }
        return words[(place + 2)...].prefix(6).contains { ["that", "to", "who", "which", "whether"].contains($0.text) }
    }
}

extension [Statement] {
    /// The statement before one, in the same passage.
    func previous(of index: Int) -> Statement? {
        guard index > startIndex, self[index - 1].passage == self[index].passage else { return nil }
        return self[index - 1]
    }
}

extension Statement {
    /// Whether both say the same in nearly the same words, as where passages overlap: four fifths of their terms
    /// (Jaccard), and the same numbers.
    func repeats(_ other: Statement) -> Bool {
        let shared = terms.intersection(other.terms).count
        guard 5 * shared >= 4 * (terms.count + other.terms.count - shared) else { return false }
        return Set(words.filter(\.isNumeric).map(\.text)) == Set(other.words.filter(\.isNumeric).map(\.text))
    }
}

extension EnglishWords {
    static let personalReferences = set("he she his her him")
    static let references = set("it they this that these those its their them such").union(personalReferences)
    static let discourseMarkers = set(
        "however also later therefore thus hence moreover furthermore instead meanwhile still yet afterwards eventually"
    )
}
