/// A noun phrase of a question: what it may be about.
struct NounPhrase: Sendable {
    /// As written, with its article.
    var text: String
    /// Its place in the question, in UTF-8 code units.
    var utf8Range: Range<Int>
    /// The last word before *of*, in lower case.
    var head: String
    /// All words are capitalised: a proper name.
    var isName: Bool
    /// It stands in the place of what is asked: "what year", "which cells".
    var isAsked: Bool
    /// The preposition before it.
    var preposition: String?

    var isPlural: Bool {
        text.contains(" and ")
            || (head.hasSuffix("s") && !head.hasSuffix("ss") && !head.hasSuffix("us") && !head.hasSuffix("is"))
            || ["people", "children", "men", "women"].contains(head)
    }
    /// It names a property that is of something: "the price".
    var isRelational: Bool { EnglishWords.relationalNouns.contains(head) }
}

extension NounPhrase {
    /// The noun phrases of an English question in order.
    ///
    /// Shallow, by function words alone: a phrase is a run of content words after an article, a preposition or an
    /// auxiliary; the verb that an inverted auxiliary leaves at its end (*does the ferry carry*) and the one at the
    /// beginning of a predicate (*who built the bridge*) are cut off.
    ///
    /// - Complexity: O(words).
    static func phrases(of question: String) -> [NounPhrase] {
        var reader = NounPhraseReader(question)
        return reader.phrases()
    }
}

extension EnglishWords {
    /// Nouns for properties, which say little without what they are of.
    static let relationalNouns = set(
        """
        price prices cost costs fee weight height length width depth size age name colour color address number reason
        author owner date duration temperature population capacity range accuracy purpose use uses advantage
        disadvantage cause result meaning location phone telephone founder builder engineer kind type part rest
        """
    )
    static let subjectPronouns = set("i you we he she they it one")
    /// Verbs that stand after their subject without an ending that would tell them.
    static let commonVerbs = set(
        """
        order orders sell sells need needs hold holds carry carries cost costs take takes use uses open close buy keep keeps
        show shows measure send sends work last lasts begin end start stop mean means cover covers weigh fit fits contain
        pay run runs meet meets live lives replace build make give get go come look find help teach move belong record
        charge last read borrow return renew reach withstand draw count grow grows produce provide offer support include
        require allow contain own join serve drink eat write say see hear wear hang travel leave arrive store save print
        accept
        """
    )
    static let nounsInIng = set(
        "building opening evening morning ceiling warning reading heating meeting wedding spring string setting"
    )
    static let beForms = set("is are was were be been being am has have had isn aren wasn weren")
    /// Words after a noun phrase that are not part of it, as verbs are not.
    static let trailingWords = set(
        """
        welcome open closed free allowed available possible big long tall high deep heavy old today tomorrow now already still
        exactly usually normally cost costs last lasts work works start end begin weigh hold carry cover take mean
        """
    )
}
