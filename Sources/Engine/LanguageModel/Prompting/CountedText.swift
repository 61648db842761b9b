/// A text and how many tokens it has.
package struct CountedText: Sendable, Equatable {
    /// Counts the tokens of a text. O(text), so never called on Swift's cooperative pool.
    package typealias Counter = @Sendable (String) -> Int

    package var text: String
    package var tokenCount: Int

    package init(_ text: String, counter: Counter) {
        self.text = text
        tokenCount = counter(text)
    }

    /// The text without so much of its end as is over the limit; empty for limits below one.
    ///
    /// Three characters go for each token too many, until the rest fits.
    package func cut(toTokenCount limit: Int, counter: Counter) -> CountedText {
        var cut = self
        while cut.tokenCount > limit, !cut.text.isEmpty {
            let excess = 3 * (cut.tokenCount - max(0, limit))
            cut = CountedText(String(cut.text.dropLast(excess)), counter: counter)
        }
        return cut
    }
}

/// A message of a conversation and how many tokens it has.
package struct CountedMessage: Sendable, Equatable {
    package var message: Message
    package var tokenCount: Int

    package init(_ message: Message, tokenCount: Int) {
        self.message = message
        self.tokenCount = tokenCount
    }

    package init(_ role: Message.Role, _ text: CountedText) {
        self.init(Message(role, text.text), tokenCount: text.tokenCount)
    }
}

extension [CountedMessage] {
    /// The longest end of the messages within a budget.
    package func newest(within tokenBudget: Int) -> [CountedMessage] {
        var rest = tokenBudget
        let kept = reversed().prefix { message in
            rest -= message.tokenCount
            return rest >= 0
        }
        return kept.reversed()
    }
}
