/// What is looked for in the full-text index: chunks that hold any of the terms.
package struct LexicalQuery: Hashable, Sendable {
    /// More distinct terms than this are left out, so that a query costs a bounded time: the first ones stay.
    package static let maximumTermCount = 512
    /// When more distinct terms than this occur in the collection, only the rarest score, the first ones among equals.
    package static let maximumScoringTermCount = 128

    /// Words, or words joined by spaces that must stand next to each other. The index folds case and diacritics and
    /// stems; punctuation separates, and nothing in a term is an operator.
    package var terms: [String]

    package init(terms: [String]) {
        self.terms = terms
    }
}
