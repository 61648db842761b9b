/// Which language a message is in, as far as the classifier must know.
enum MessageLanguage {
    case english
    case other
    /// There is no word in it: digits, marks, emoji.
    case none
}

extension MessageLanguage {
    /// Letters of other scripts than Latin that a text in English may hold: a name, a word that is quoted.
    private static let foreignLetterShare = 0.3
    /// The least share of known words among those of a longer text.
    private static let knownShare = 0.3
    /// Texts of so few words may be in English without any word that is known.
    private static let shortCount = 3

    /// Decides by the script, then by how many words are known as English and how many as those of another language.
    ///
    /// A word of both says nothing; a letter with a mark says what a foreign word says; a foreign word with a capital, but
    /// the first, may be a name.
    ///
    /// - Complexity: O(text).
    init(of text: String) {
        let (letters, foreign) = Self.letterCounts(of: text)
        guard letters > 0 else {
            self = .none
            return
        }
        guard Double(foreign) <= Self.foreignLetterShare * Double(letters) else {
            self = .other
            return
        }
        let words = Self.words(of: text)
        guard !words.isEmpty else {
            self = .none
            return
        }
        var englishCount = 0
        var foreignCounts = [Int](repeating: 0, count: ForeignWords.languages.count)
        var markedCount = 0
        var knownCount = 0
        for (word, isName) in words {
            let languages = ForeignWords.languagesByWord[word] ?? []
            let isEnglish = Self.vocabulary.contains(word)
            if isEnglish { knownCount += 1 }
            if isEnglish, languages.isEmpty {
                englishCount += 1
            } else if !isEnglish, !isName {
                for language in languages { foreignCounts[language] += 1 }
                if languages.isEmpty, Self.isMarked(word) { markedCount += 1 }
            }
        }
        let foreignCount = (foreignCounts.max() ?? 0) + markedCount
        let isKnown = words.count <= Self.shortCount || Double(knownCount) >= Self.knownShare * Double(words.count)
        self = isKnown && englishCount >= foreignCount ? .english : .other
    }

    private static func letterCounts(of text: String) -> (all: Int, foreign: Int) {
        text.unicodeScalars.reduce(into: (0, 0)) { counts, scalar in
            guard scalar.properties.isAlphabetic else { return }
            counts.0 += 1
            // Latin ends with Extended-B; a further block of it holds the letters of Vietnamese.
            if scalar.value > 0x24F, !(0x1E00...0x1EFF).contains(scalar.value) { counts.1 += 1 }
        }
    }

    /// Words of letters alone, addresses left out, and whether each may be a name: it has a capital, and is not the first.
    private static func words(of text: String) -> [(word: String, isName: Bool)] {
        let parts = text.split(whereSeparator: \.isWhitespace).filter { !$0.contains("@") && !$0.contains("://") }
        return parts.enumerated().flatMap { index, part in
            let isName = index > 0 && part.first { $0.isLetter }?.isUppercase == true
            return MessageWords.words(of: String(part)).filter { $0.allSatisfy(\.isLetter) }.map { ($0, isName) }
        }
    }

    /// Holds a letter that English does not have.
    private static func isMarked(_ word: String) -> Bool {
        !loanWords.contains(word) && word.unicodeScalars.contains { $0.value > 0x7F }
    }

    private static let loanWords: Set = [
        "café", "cafés", "naïve", "résumé", "fiancé", "fiancée", "crème", "brûlée", "sauté", "décor", "entrée",
        "jalapeño",
        "piñata", "touché", "cliché", "façade", "crêpe", "crêpes", "purée", "rosé", "pokémon",
    ]

    /// English words: those of the examples and the lexicon, and the commonest ones.
    private static let vocabulary: Set<String> = {
        let examples = MessageExamples.all.flatMap { MessageWords.words(of: $0.text) }
        return SentimentLexicon.english.vocabulary.union(examples).union(common).subtracting(names)
    }()

    private static let common = Set(commonWords.split(whereSeparator: \.isWhitespace).map(String.init))

    /// - Parameter word: In lower case.
    static func isEnglishWord(_ word: String) -> Bool { vocabulary.contains(word) }

    /// Whether a word is so frequent in English that it tells nothing.
    static func isCommonWord(_ word: String) -> Bool { common.contains(word) }

    /// Words of the examples that are names, or as good as foreign.
    private static let names: Set = [
        "anna", "laura", "peter", "roberto", "daniel", "schmidt", "miller", "portugal", "margherita",
    ]

    private static let commonWords = """
        a able about above after again all almost already also always am an and another any anyone anything are around as ask
        asked at away back be because been before being between both but by call came can case change check clear come
        could customer day days did different do does doing done down during each early either else end enough even ever
        every everyone everything fact far feel few find first for found four from full further gave get gets getting give
        given go goes going gone got had half hand has have having he hear held hello help her here high him his home hope
        hour hours house how however i if important in instead into is it item items its itself just keep kept kind knew know
        known large last later least leave left less let life like line little live long look looking lot made make makes
        making man many matter may me mean message met might mine minute minutes money month months more most mr mrs much must
        my myself name near need needs never new next nice night no not nothing now number of off office often old on once
        one only open or order other others our out over own paid part pay people perhaps person phone place please point
        possible price product put question quite rather read ready really reason receive received right said same saw say
        says second see seem seemed seems seen send sent several she shop should show side since small so some someone
        something soon still stop store such sure take taken taking talk tell than thank that the their them then there these
        they thing things think this those though three through time times to today together told tomorrow too took toward
        tried try trying turn two under until up upon us use used using very wait waiting want wanted wants was way we week
        weeks well went were what when where whether which while who whole whom whose why will wish with within without woman
        word work works world would write wrong year years yes yesterday yet you your yours yourself hi hey hiya heya howdy
        greetings sup yo gm morning afternoon evening okay ok yep nope yeah nah thx ty pls plz u ur r thru gonna wanna gotta
        lol haha cheers dude mate buddy guys bye goodbye sorry apologies
        """
}
