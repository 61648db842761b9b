/// What the passages say of one sentence of a reply.
package struct Verdict: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// A statement that at least one passage supports.
        case supported
        /// A statement that no passage supports.
        case unsupported
        /// Says that the passages hold no answer.
        case refusal
        /// States nothing that could be looked up: a greeting, an introduction.
        case neutral
    }

    package var kind: Kind
    /// How well the best passage supports it, in [0, 1].
    package var score: Double
    /// For each passage that supports it, the place; best first.
    package var support: [PassageSupport]

    package init(kind: Kind, score: Double = 0, support: [PassageSupport] = []) {
        self.kind = kind
        self.score = score
        self.support = support
    }
}

/// The sentence of a passage that supports a statement.
package struct PassageSupport: Sendable, Equatable {
    /// The passage's number, from 1.
    package var number: Int
    /// The sentence's place in the passage's text.
    package var utf8Range: Range<Int>
    /// How well it supports the statement, in [0, 1].
    package var score: Double

    package init(number: Int, utf8Range: Range<Int>, score: Double) {
        self.number = number
        self.utf8Range = utf8Range
        self.score = score
    }
}

/// A sentence of a reply that was checked.
package struct CheckedSentence: Sendable, Equatable {
    /// The sentence without its citations and without white space around it.
    package var text: String
    /// The places it cites, in the order of its markers; each passage once.
    package var citations: [PassageSupport]
    package var verdict: Verdict
}
