/// A part of the text that is never cut: usually a sentence. Chunks are runs of pieces.
struct Piece: Equatable {
    /// What the text has just before a piece, the weakest first.
    enum Boundary: Int, Comparable {
        /// Nothing: both sides belong to one word.
        case grapheme
        /// White space inside a sentence.
        case word
        /// A line's end inside a sentence.
        case line
        /// A stop inside a sentence: where text without capitals has its sentences.
        case clause
        case sentence
        /// A line's end between sentences.
        case paragraph
        case heading

        static func < (first: Self, second: Self) -> Bool {
            first.rawValue < second.rawValue
        }
    }

    /// Without white space at its ends.
    var utf8Range: Range<Int>
    /// Tokens of the piece alone.
    var tokenCount: Int
    /// What stands before it.
    var boundary: Boundary
    /// The index of its section in the outline.
    var section: Int
}
