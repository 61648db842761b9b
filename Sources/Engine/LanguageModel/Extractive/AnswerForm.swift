/// The form that an answer must have, as far as a question tells it.
enum AnswerForm: Sendable, Hashable {
    /// Who: a name, best of a person.
    case person
    /// When, what year: a date or a time.
    case date(year: Bool)
    /// Where, which country.
    case place
    /// How many, how long, what percentage.
    case quantity(Measure)
    /// What is it called, which company: a proper name.
    case name
    /// Why.
    case reason
    /// How.
    case manner
    /// Does it, is there.
    case confirmation
    /// Anything else.
    case phrase

    /// Whether something of this form can be told by looking.
    ///
    /// The words that give a reason or a manner (*because*, *by*) were tried, too, and told nothing about the sentence
    /// that answers (SQuAD 2.0 dev: weights of 0.1): most reasons come without one.
    var isRecognizable: Bool {
        switch self {
        case .person, .date, .place, .quantity, .name: true
        case .reason, .manner, .confirmation, .phrase: false
        }
    }
}

/// What a quantity is counted in.
enum Measure: Sendable, Hashable, CaseIterable {
    case count
    case money
    case duration
    case length
    /// A length or a time: "how long is".
    case extent
    case mass
    case share
    case temperature
    case frequency

    /// The words of its units, in lower case; a unit of more than one kind (`degrees`) stands in one of them.
    var units: Set<String> {
        self == .extent ? Self.duration.units.union(Self.length.units) : Self.unitWords[self] ?? []
    }
    /// The signs of its units.
    var symbols: Set<Character> {
        switch self {
        case .money: ["$", "€", "£", "¥", "₽", "₹", "₩"]
        case .share: ["%", "‰"]
        case .temperature: ["°"]
        case .length: ["′", "″"]
        default: []
        }
    }

    private static let unitWords: [Measure: Set<String>] = [
        .money: EnglishWords.set(
            """
            dollar dollars euro euros cent cents pound pounds pence penny pennies shilling shillings sixpence farthing
            crown crowns krone kroner krona kronor kr franc francs mark marks yen yuan rouble roubles ruble rubles rupee
            rupees peso pesos usd eur gbp free nothing gratis
            """
        ),
        .duration: EnglishWords.set(
            """
            second seconds minute minutes hour hours day days week weeks fortnight month months year years decade decades
            century centuries millennia ms min h s
            """
        ),
        .length: EnglishWords.set(
            """
            millimetre millimetres millimeter millimeters mm centimetre centimetres centimeter centimeters cm metre
            metres meter meters m kilometre kilometres kilometer kilometers km mile miles mi foot feet ft inch inches
            yard yards pace paces story stories storey storeys acre acres hectare hectares
            """
        ),
        .mass: EnglishWords.set(
            """
            gram grams g kilogram kilograms kilo kilos kg tonne tonnes ton tons pound pounds lb lbs ounce ounces oz
            """
        ),
        .share: EnglishWords.set("percent per cent percentage half third quarter fifth majority"),
        .temperature: EnglishWords.set("degree degrees celsius fahrenheit kelvin c f k"),
        .frequency: EnglishWords.set(
            """
            every daily weekly monthly yearly annually once twice times always never often hertz hz khz mhz ghz hourly per
            """
        ),
    ]
}
