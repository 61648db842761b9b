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
    /// The content words of its context: what every sentence of it is about.
    private let contextTerms: Set<String>

    init(text: String, context: String) {
        sentences = StatementUnit.units(of: text).map { unit in
            let sentence = text.slice(atUTF8: unit.utf8Range)
            return Sentence(text: sentence, utf8Range: unit.utf8Range, facts: StatementFacts(sentence))
        }
        let around = StatementFacts(context)
        contextTerms = around.terms
        numbers = sentences.reduce(around.numbers) { $0.union($1.facts.numbers) }
        words = sentences.reduce(around.words) { $0.union($1.facts.words) }
    }

    /// The content words of a sentence and of its context.
    func terms(ofSentenceAt index: Int) -> Set<String> {
        sentences[index].facts.terms.union(contextTerms)
    }

    /// The same together with those of the sentence before, and with those of the one after.
    func neighbourhoods(of index: Int) -> [Set<String>] {
        let own = terms(ofSentenceAt: index)
        return [index - 1, index + 1].filter(sentences.indices.contains).map {
            own.union(sentences[$0].facts.terms)
        }
    }
}
