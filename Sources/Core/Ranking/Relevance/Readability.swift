package import Tokenization

/// How much of a text an encoder reads as words.
///
/// An encoder of one language cuts the words of another one, names and codes into many small pieces, and what it makes
/// of these says little: the more pieces a word, the worse its vectors (Rust et al. 2021,
/// doi:10.18653/v1/2021.acl-long.243, on languages). So the pieces a word say how far its ranking can be trusted, before
/// anything is searched.
package enum Readability {
    /// Pieces a word up to which a text counts as read; English has 1.1 to 1.4 of them, German 2.
    private static let readable = 1.5
    /// Pieces a word from which it counts as not read at all; Arabic has 4, Chinese 7.
    private static let unreadable = 3.5
    /// A vocabulary as large as this has the words of many languages, and pieces that are characters in some.
    private static let multilingualVocabularyCount = 60_000

    /// From 0, nothing is read, to 1, for a text and the tokenizer of an encoder; 1 without any word.
    ///
    /// - Complexity: O(text).
    package static func share(of text: String, tokenizer: WordPieceTokenizer) -> Double {
        guard tokenizer.vocabularyCount < multilingualVocabularyCount else { return 1 }
        let wordCount = wordCount(of: text)
        guard wordCount > 0 else { return 1 }
        let pieces = Double(tokenizer.tokenCount(text)) / Double(wordCount)
        return min(1, max(0, (unreadable - pieces) / (unreadable - readable)))
    }

    /// Words, and marks of punctuation; what a script without spaces writes in one go is one word.
    private static func wordCount(of text: String) -> Int {
        let words = LexicalWords(text).reduce(0) { count, _ in count + 1 }
        return words + text.count { $0.isPunctuation || $0.isSymbol }
    }
}
