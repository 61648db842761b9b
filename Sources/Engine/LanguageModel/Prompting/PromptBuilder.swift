/// Puts together what a model is given for one answer, within a budget of tokens.
///
/// The system message has precedence, then the question, then the documents, then the history: a question without
/// documents can at least be refused, and old messages matter least.
package struct PromptBuilder: Sendable {
    /// A document as the model sees it.
    package struct Document: Sendable {
        package var text: String
        /// Where it comes from, such as a file's name and a page.
        package var label: String?

        package init(text: String, label: String? = nil) {
            self.text = text
            self.label = label
        }
    }

    let instruction: Instruction
    let tokenBudget: Int
    let counter: CountedText.Counter

    /// - Parameters:
    ///   - tokenBudget: Tokens of all messages together, at most.
    ///   - counter: The tokenizer of the model, or one that never counts fewer.
    package init(instruction: Instruction, tokenBudget: Int, counter: @escaping CountedText.Counter) {
        self.instruction = instruction
        self.tokenBudget = tokenBudget
        self.counter = counter
    }

    /// - Parameters:
    ///   - documents: Best first. Those at the end are left out when they do not fit; of the first that does not, the
    ///     sentences at its beginning stay that fit.
    ///   - history: Oldest first, without system messages.
    /// - Complexity: O(text): never on Swift's cooperative pool.
    package func prompt(
        system: String?,
        documents: [Document],
        history: [CountedMessage],
        question: String
    ) -> Prompt {
        let system = system.map { CountedText($0, counter: counter) }
        let budget = max(0, tokenBudget - (system?.tokenCount ?? 0))
        let question = CountedText(question, counter: counter).cut(toTokenCount: budget, counter: counter)
        let frame = CountedText(instruction.text(documents: ""), counter: counter).tokenCount
        let fitting = fitting(documents, tokenCount: budget - question.tokenCount - frame)
        let context = fitting.map(\.block).joined(separator: "\n\n")
        let message = CountedText(instruction.text(documents: context), counter: counter)
        // The frame alone is dropped before the question is: without documents it says nothing that matters more.
        let fits = message.tokenCount + question.tokenCount <= budget
        return Prompt(
            system: system,
            history: history.newest(within: budget - question.tokenCount - (fits ? message.tokenCount : 0)),
            instruction: fits ? message : nil,
            question: question,
            documents: fitting.map(\.text),
            context: context,
            tokenBudget: budget
        )
    }

    private func fitting(_ documents: [Document], tokenCount budget: Int) -> [(text: String, block: String)] {
        var rest = budget
        var fitting: [(text: String, block: String)] = []
        for document in documents {
            let heading = Instruction.heading(fitting.count + 1, label: document.label.map(Instruction.defused))
            let room = rest - counter(heading)
            let whole = CountedText(document.text, counter: counter)
            let text = whole.cutAtSentenceEnd(toTokenCount: room, counter: counter)
            guard !text.text.isEmpty else { break }
            rest = room - text.tokenCount
            fitting.append((text.text, "\(heading)\n\(Instruction.defused(text.text))"))
            guard text.text.utf8.count == whole.text.utf8.count else { break }
        }
        return fitting
    }
}

/// What a model is given for one answer.
package struct Prompt: Sendable {
    package var system: CountedText?
    /// What of the history fits, oldest first.
    package var history: [CountedMessage]
    /// The task and the documents; nil when there is no room for them.
    package var instruction: CountedText?
    package var question: CountedText
    /// The texts of the documents that fit, numbered from 1 in this order.
    package var documents: [String]
    /// The documents with their headings, as one text.
    package var context: String
    /// Tokens for history, instruction and question together.
    package var tokenBudget: Int

    /// The messages in the order in which the model reads them.
    package var messages: [CountedMessage] {
        [system.map { CountedMessage(.system, $0) }].compactMap(\.self) + history
            + [instruction.map { CountedMessage(.system, $0) }].compactMap(\.self) + [CountedMessage(.user, question)]
    }

    package var tokenCount: Int { messages.reduce(0) { $0 + $1.tokenCount } }
}
