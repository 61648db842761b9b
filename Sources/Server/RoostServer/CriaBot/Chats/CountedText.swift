import RetrievalEngine

/// A text and how many tokens it has.
struct CountedText: Sendable, Equatable {
    var text: String
    var tokenCount: Int

    /// - Complexity: O(text): never on Swift's cooperative pool.
    init(_ text: String, counter: RetrievalEngine) {
        self.text = text
        tokenCount = counter.tokenCount(text)
    }

    /// The text without so much of its end as is over the limit.
    ///
    /// Three characters go for each token too many, until the rest fits.
    func cut(toTokenCount limit: Int, counter: RetrievalEngine) -> CountedText {
        var cut = self
        while cut.tokenCount > limit, !cut.text.isEmpty {
            let excess = 3 * (cut.tokenCount - limit)
            cut = CountedText(String(cut.text.dropLast(excess)), counter: counter)
        }
        return cut
    }
}
