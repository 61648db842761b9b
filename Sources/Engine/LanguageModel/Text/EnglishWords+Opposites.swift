extension EnglishWords {
    /// Words that deny; `t` is what the apostrophe leaves of `n't`, and `cannot` the only one written together.
    static let negations = set(
        "not t never no none nor neither without cannot nobody nothing nowhere refuse refused fail failed except unless"
    )

    /// The terms that mean the opposite of a term: where the question has one and the sentence the other, the sentence
    /// speaks of something else.
    static let opposites: [String: Set<String>] = {
        var opposites: [String: Set<String>] = [:]
        for line in pairs.split(separator: "\n") {
            let sides = line.split(separator: "|").map { side in
                side.split(separator: " ").map { Word.term(of: String($0)) }
            }
            for (side, other) in [(0, 1), (1, 0)] {
                for term in sides[side] { opposites[term, default: []].formUnion(sides[other]) }
            }
        }
        return opposites
    }()

    /// Common English antonyms, one pair of groups a line.
    private static let pairs = """
        first earliest | last latest final
        largest biggest greatest | smallest tiniest
        most | least fewest
        highest tallest | lowest shortest
        longest | shortest
        oldest | youngest newest
        best | worst
        more | less fewer
        above | below
        before | after
        north northern | south southern
        east eastern | west western
        northeast northeastern | southwest southwestern
        northwest northwestern | southeast southeastern
        left | right
        increase increased rise rose grow grew gain | decrease decreased decline declined fall fell shrink lose
        win won victory | lose lost defeat
        begin began start started open opened | end ended finish finished close closed
        arrive arrived enter entered | leave left depart departed
        buy bought | sell sold
        male men man | female women woman
        north | south
        positive | negative
        internal inside inner | external outside outer
        public | private
        rich wealthy | poor
        hot warm | cold cool
        early | late
        upper | lower
        maximum | minimum
        major majority | minor minority
        major | minor
        legal | illegal
        simple easy | complex complicated difficult hard
        successful success | unsuccessful failure
        common | rare uncommon
        ancient | modern
        strong | weak
        always | never
        allow allowed permit permitted | forbid forbidden prohibit prohibited ban banned
        accept accepted | reject rejected refuse refused
        create build | destroy
        active | inactive passive
        possible | impossible
        dependent | independent
        known | unknown
        day | night
        summer | winter
        rural | urban
        wet | dry
        light | dark heavy
        fast quick | slow
        fresh | salt
        natural | artificial
        old | new young
        """
}
