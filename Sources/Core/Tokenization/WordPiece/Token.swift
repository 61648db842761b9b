/// A token and its place in the text.
package struct Token: Sendable, Hashable {
    /// The token's row in the vocabulary.
    package var id: Int32
    /// Its bytes in the UTF-8 of the original text.
    ///
    /// Marks and control characters that normalisation removed are inside it where they stand between characters of the
    /// token, and outside at its ends. Tokens that share a character, such as the jamo of one Hangul syllable, have that
    /// character's range in common.
    package var utf8Range: Range<Int>

    package init(id: Int32, utf8Range: Range<Int>) {
        self.id = id
        self.utf8Range = utf8Range
    }
}
