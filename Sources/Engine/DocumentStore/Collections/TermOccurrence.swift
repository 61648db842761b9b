/// A place where a chunk holds a term of a query.
package struct TermOccurrence: Hashable, Sendable {
    /// The place of the term among the query's.
    package var term: Int
    /// The place in the chunk, in tokens; those of the title are before those of the text, and near to none of them.
    package var position: Int

    package init(term: Int, position: Int) {
        self.term = term
        self.position = position
    }
}
