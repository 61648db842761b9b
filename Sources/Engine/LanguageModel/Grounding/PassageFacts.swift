import Tokenization

/// A passage, ready to be compared with statements.
struct PassageFacts: Sendable {
    struct Sentence: Sendable {
        var text: String
        /// Its place in the passage's text.
        var utf8Range: Range<Int>
        var facts: StatementFacts
    }

    var sentences: [Sentence]
    /// The numbers of the passage and of its context.
    var numbers: Set<String>
    /// The words of the passage and of its context, stemmed.
    var words: Set<String>

    init(text: String, context: String) {
        sentences = Statements.ranges(in: text).map { range in
            let sentence = Statements.text(at: range, in: text)
            return Sentence(text: sentence, utf8Range: range, facts: StatementFacts(sentence))
        }
        let around = StatementFacts(context)
        numbers = sentences.reduce(around.numbers) { $0.union($1.facts.numbers) }
        words = sentences.reduce(around.words) { $0.union($1.facts.words) }
    }

    /// The words of a sentence together with those of the one before it, and with those of the one after it.
    func neighbourhoods(of index: Int) -> [Set<String>] {
        let own = sentences[index].facts.terms
        return [index - 1, index + 1].filter(sentences.indices.contains).map {
            own.union(sentences[$0].facts.terms)
        }
    }
}
