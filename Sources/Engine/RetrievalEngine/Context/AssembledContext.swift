import LanguageModel

/// What a model is shown of the passages that were found for a question.
package struct AssembledContext: Sendable {
    /// A text that is shown as one document.
    package struct Part: Sendable {
        /// The text with the place that it has in its document.
        package var passage: Passage
        /// The ranked passages in it, best first; at least one.
        package var sources: [Source]
    }

    /// A ranked passage inside a longer text.
    package struct Source: Sendable, Hashable {
        /// Its number in the ranking, from 1.
        package var number: Int
        /// Its place in the text, in UTF-8.
        package var utf8Range: Range<Int>
    }

    /// In the order of the best passage in each.
    package var parts: [Part]

    /// The texts in the form of passages.
    package var passages: [Passage] { parts.map(\.passage) }

    /// The number in the ranking of the passage that a supporting sentence stands in; of the best passage of the text for
    /// a sentence that stands around them.
    func number(of support: PassageSupport) -> Int {
        guard parts.indices.contains(support.number - 1) else { return support.number }
        let sources = parts[support.number - 1].sources
        return (sources.first { $0.utf8Range.contains(support.utf8Range.lowerBound) } ?? sources.first)?.number
            ?? support.number
    }
}
