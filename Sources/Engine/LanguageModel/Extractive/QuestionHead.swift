/// The question word of an English question with the noun it asks for.
///
/// Li & Roth 2002 (doi:10.3115/1072228.1072378) name the classes; as there, the question word and the head of the noun
/// phrase after it decide almost always, and a short list of nouns per class stands for a trained classifier. A question
/// in another language has no question word and gets the form `phrase`.
struct QuestionHead {
    private(set) var form = AnswerForm.phrase
    private(set) var wantsSeveral = false
    /// The words of the noun phrase that is asked for.
    private(set) var focus: [Word] = []
    private let words: [Word]

    init(_ words: [Word]) {
        self.words = words
        guard let place = questionWordPlace else {
            if let first = words.first, EnglishWords.auxiliaries.contains(first.text) { form = .confirmation }
            if let first = words.first, ["list", "name", "enumerate"].contains(first.text) { wantsSeveral = true }
            return
        }
        switch words[place].text {
        case "who", "whom", "whose": form = .person
        case "when": form = .date(year: false)
        case "where": form = .place
        case "why": (form, wantsSeveral) = (.reason, true)
        case "how": readHow(after: place)
        default: readWhat(after: place)
        }
    }

    /// The first question word; in a question that begins with an auxiliary there is none: "Do you know who…" is rare.
    private var questionWordPlace: Int? {
        guard let first = words.first, !EnglishWords.auxiliaries.contains(first.text) else { return nil }
        // "Which" and "what" may stand late ("Tesla was born in which year?"), "that"-like uses of "when" or "where" as
        // well: the first one at the beginning wins, else what or which anywhere, else any.
        if let place = words.prefix(3).firstIndex(where: { EnglishWords.questionWords.contains($0.text) }) {
            return place
        }
        return words.firstIndex { $0.text == "what" || $0.text == "which" }
            ?? words.firstIndex { EnglishWords.questionWords.contains($0.text) }
    }

    // MARK: How

    /// The adjective after *how* is part of what is asked, and so is *take* in "how long does it take".
    private mutating func readHow(after place: Int) {
        let rest = words[(place + 1)...]
        guard let next = rest.first, let measure = Self.measuresByAdjective[next.text] else {
            form = .manner
            return
        }
        let phrase = measure == .count ? nounPhrase(from: place + 2) : []
        let isPrice = next.text == "much" && rest.contains { Self.priceWords.contains($0.text) }
        form = .quantity(isPrice ? .money : self.measure(of: phrase) ?? measure)
        if next.text == "long", rest.contains(where: { EnglishWords.copulas.contains($0.text) }) {
            form = .quantity(.extent)
        }
        let frame =
            [next]
            + rest.filter { next.text == "long" && ["take", "takes", "took", "last", "lasts"].contains($0.text) }
        focus = frame + phrase
    }

    // MARK: What and which

    private mutating func readWhat(after place: Int) {
        focus = nounPhrase(from: place + 1)
        if focus.isEmpty, let verb = words[(place + 1)...].first, EnglishWords.copulas.contains(verb.text) {
            focus = nounPhrase(from: place + 2)
            wantsSeveral = verb.text == "are" || verb.text == "were"
        }
        if let kind = focus.last, ["kind", "kinds", "type", "types", "sort", "sorts"].contains(kind.text) {
            let end = words.firstIndex { $0.utf8Range == kind.utf8Range } ?? place
            focus = nounPhrase(from: end + 2)
        }
        if let head = focus.last, Self.isPlural(head.text) { wantsSeveral = true }
        form = focus.last.map { form(ofNoun: $0) } ?? .phrase
    }

    /// The words from a place to the next function word, determiners in front left out.
    private func nounPhrase(from start: Int) -> [Word] {
        guard start < words.count else { return [] }
        let rest = words[start...].drop { EnglishWords.determiners.contains($0.text) || $0.text == "other" }
        let end = rest.firstIndex { $0.isFunctionWord || ($0.followsBreak && $0.utf8Range.lowerBound > 0) }
        return Array(rest[..<(end ?? rest.endIndex)].prefix(4))
    }

    private func form(ofNoun noun: Word) -> AnswerForm {
        let singular = Word.term(of: noun.text)
        if let form = Self.formsByNoun[singular] { return form }
        if let measure = measure(of: [noun]) { return .quantity(measure) }
        return .phrase
    }

    private func measure(of phrase: [Word]) -> Measure? {
        guard let noun = phrase.last else { return nil }
        return Measure.allCases.first { $0.units.contains(noun.text) }
    }

    private static func isPlural(_ noun: String) -> Bool {
        noun.count > 3 && noun.hasSuffix("s") && !noun.hasSuffix("ss") && !noun.hasSuffix("us") && !noun.hasSuffix("is")
    }
}

extension QuestionHead {
    private static let priceWords = EnglishWords.set(
        "cost costs pay paid price charge charged worth fee spend spent money"
    )
    private static let measuresByAdjective: [String: Measure] = [
        "many": .count, "much": .count, "few": .count, "fast": .count, "strong": .count, "expensive": .money,
        "long": .duration, "old": .duration, "soon": .duration, "often": .frequency, "frequently": .frequency,
        "far": .length, "tall": .length, "high": .length, "deep": .length, "wide": .length, "big": .length,
        "large": .length, "close": .length, "near": .length, "thick": .length, "heavy": .mass, "hot": .temperature,
        "cold": .temperature, "warm": .temperature,
    ]

    /// The nouns that tell the form of their answer, by their term.
    private static let formsByNoun: [String: AnswerForm] = {
        var forms: [String: AnswerForm] = [:]
        func add(_ form: AnswerForm, _ nouns: String) {
            for noun in nouns.split(whereSeparator: \.isWhitespace) { forms[Word.term(of: String(noun))] = form }
        }
        add(.date(year: true), "year")
        add(.date(year: false), "date day month century decade time weekday era hour season hours period")
        add(
            .person,
            """
            person man woman author president king queen leader scientist inventor founder owner member director chief
            architect engineer artist painter composer writer poet singer actor actress player emperor general governor
            minister philosopher mathematician physicist chemist explorer teacher librarian brother sister mother father
            wife husband son daughter pope bishop saint astronaut monarch duke prince princess politician economist
            """
        )
        add(
            .place,
            """
            country city town state place region location continent village river province county district street address
            nation island sea ocean mountain lake building area capital headquarters birthplace
            """
        )
        add(
            .quantity(.count),
            """
            number amount quantity population size rate ratio speed voltage torque score capacity code frequency
            proportion humidity pressure power density volume yield
            """
        )
        add(.quantity(.share), "percentage percent share fraction")
        add(.quantity(.money), "price cost fee salary charge fare toll income budget")
        add(.quantity(.length), "height length width depth distance altitude elevation diameter")
        add(.quantity(.mass), "weight mass")
        add(.quantity(.temperature), "temperature")
        add(.quantity(.duration), "age duration lifespan")
        add(.name, "name title company organization organisation university school team band church party language")
        add(.reason, "reason cause purpose")
        return forms
    }()
}
