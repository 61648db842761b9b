/// English words that the analysis of questions and sentences knows, all in lower case.
///
/// A word of another language is in none of these sets, so that other languages are matched by their words alone.
enum EnglishWords {
    /// Words that say how a sentence is built rather than what it is about.
    static let function = set(
        """
        a an the i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she
        her hers herself it its itself they them their theirs themselves this that these those there here am is are was
        were be been being have has had having do does did doing done can could will would shall should may might must
        and or but nor if then than because as while until so although though whether of at by for with about against
        between into through during before after above below to from up down in out on off over under again further
        upon what which who whom whose when where why how all any both each few more most other some such no not only
        own same too very just also now once s t d ll m o re ve y don isn aren wasn weren doesn didn hasn haven hadn won
        wouldn couldn shouldn ain
        """
    )
    static let questionWords = set("who whom whose when where why how what which")
    static let auxiliaries = set(
        """
        is are was were am be been do does did has have had can could will would shall should may might must isn aren
        wasn weren doesn didn hasn haven hadn won wouldn couldn shouldn
        """
    )
    static let copulas = set("is are was were")
    static let determiners = set("a an the this that these those its their his her my your our some any")
    static let prepositions = set(
        """
        of at by for with about against between into through during before after above below to from up down in out on
        off over under upon near within without across around along among beside beneath behind inside outside toward
        towards throughout until since per
        """
    )
    static let placePrepositions = set(
        "in at on from near to into across around along through between inside outside beside behind under above off"
    )

    static let months = set(
        """
        january february march april may june july august september october november december jan feb mar apr jun jul
        aug sept sep oct nov dec
        """
    )
    static let weekdays = set("monday tuesday wednesday thursday friday saturday sunday")
    static let eras = set("century centuries decade decades bc bce ce era millennium")
    static let timesOfDay = set(
        "morning noon afternoon evening night midnight dawn dusk spring summer autumn winter midsummer today tomorrow"
    )
    static let numerals = set(
        """
        zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands
        million millions billion billions trillion dozen dozens half third quarter twice once double triple several
        """
    )

    static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}

extension EnglishWords {
    /// The forms of irregular verbs and nouns that no suffix rule reduces, each with its base form.
    static let baseForms: [String: String] = {
        var forms: [String: String] = [:]
        for line in irregularForms.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            for form in words.dropFirst() { forms[form] = words[0] }
        }
        return forms
    }()

    private static let irregularForms = """
        arise arose arisen
        become became
        begin began begun
        bind bound
        bite bit bitten
        bleed bled
        blow blew blown
        break broke broken
        breed bred
        bring brought
        build built
        burn burnt
        buy bought
        catch caught
        child children
        choose chose chosen
        come came
        creep crept
        deal dealt
        die died death dead
        dig dug
        draw drew drawn
        drink drank drunk
        drive drove driven
        eat ate eaten
        fall fell fallen
        feed fed
        feel felt
        fight fought
        find found
        flee fled
        fly flew flown
        foot feet
        forbid forbade forbidden
        forget forgot forgotten
        freeze froze frozen
        get got gotten
        give gave given
        go went gone
        grow grew grown
        hang hung
        hear heard
        hide hid hidden
        hold held
        keep kept
        know knew known
        lead led
        learn learnt
        leave left
        lend lent
        lose lost loss
        make made
        man men
        mean meant
        meet met
        mouse mice
        pay paid
        person people
        prove proven
        ride rode ridden
        ring rang rung
        rise rose risen
        run ran
        say said
        see saw seen
        seek sought
        sell sold
        send sent
        shake shook shaken
        shine shone
        shoot shot
        show shown
        shrink shrank shrunk
        sing sang sung
        sink sank sunk
        sit sat
        sleep slept
        speak spoke spoken
        spend spent
        spin spun
        spring sprang sprung
        stand stood
        steal stole stolen
        stick stuck
        strike struck stricken
        swear swore sworn
        swim swam swum
        take took taken
        teach taught
        tear tore torn
        tell told
        think thought
        throw threw thrown
        tooth teeth
        understand understood
        wear wore worn
        weave wove woven
        win won winner
        woman women
        write wrote written
        """
}
