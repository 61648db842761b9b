/// Cuts text into sentences, for English first and sanely for other scripts.
///
/// The rules are those of Unicode Standard Annex #29, section 5 (sentence boundaries), with the exceptions that plain
/// text needs: abbreviations, initials and enumerators do not end a sentence, a blank line always does, and a single
/// line break does before a list item and after a heading.
package struct SentenceSegmenter: Sendable {
    package init() {}

    /// The sentences of a text as ranges of its UTF-8: in order, not overlapping, without white space at their ends.
    ///
    /// What lies between them is white space.
    ///
    /// - Complexity: O(bytes).
    package func sentences(in text: String) -> [Range<Int>] {
        var scanner = SentenceScanner(text)
        scanner.scan()
        return scanner.sentences
    }
}
