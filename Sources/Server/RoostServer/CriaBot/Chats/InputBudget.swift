import RetrievalEngine

/// What goes into one answer, cut to the bot's `max_input_tokens`.
///
/// The system message has precedence, then the prompt, then the context, then the history.
struct InputBudget: Sendable {
    var system: CountedText?
    var prompt: CountedText
    /// The passages that fit, best first; the last one may have lost its end.
    var context: [IndexedPassage]
    /// What a model is told about the context, the context included.
    var instruction: CountedText
    /// Tokens for prompt, context and history.
    var tokenBudget: Int

    /// Tokens that CriaBot leaves free in every input.
    private static let reservedTokenCount = 5

    /// - Complexity: O(text): never on Swift's cooperative pool.
    init(
        prompt: String,
        context: [IndexedPassage],
        parameters: BotParameters,
        counter: RetrievalEngine
    ) {
        system = parameters.systemMessage.map { CountedText($0, counter: counter) }
        tokenBudget = max(0, parameters.maxInputTokens - (system?.tokenCount ?? 0) - Self.reservedTokenCount)
        self.prompt = CountedText(prompt, counter: counter).cut(toTokenCount: tokenBudget, counter: counter)
        let frame = CountedText(Self.instruction(contextText: ""), counter: counter).tokenCount
        let contextBudget = tokenBudget - self.prompt.tokenCount - frame
        self.context = Self.fitting(context, tokenCount: contextBudget, counter: counter)
        let text = Self.instruction(contextText: Self.text(of: self.context))
        instruction = CountedText(text, counter: counter)
    }

    /// The context as one text.
    var contextText: String { Self.text(of: context) }

    private static func text(of context: [IndexedPassage]) -> String {
        context.enumerated().map { "[DOCUMENT #\($0 + 1)]\n\($1.passage.text)" }.joined(separator: "\n\n")
    }

    private static func instruction(contextText: String) -> String {
        """
        Answer from the information below. Some of it may have nothing to do with the question; if none has, say so.
        [INFORMATION]
        \(contextText)
        """
    }

    private static func fitting(
        _ context: [IndexedPassage],
        tokenCount budget: Int,
        counter: RetrievalEngine
    ) -> [IndexedPassage] {
        var rest = budget
        var fitting: [IndexedPassage] = []
        for found in context {
            let heading = CountedText("[DOCUMENT #\(fitting.count + 1)]", counter: counter).tokenCount
            let text = CountedText(found.passage.text, counter: counter)
                .cut(toTokenCount: rest - heading, counter: counter)
            guard !text.text.isEmpty else { break }
            rest -= heading + text.tokenCount
            var found = found
            found.passage.text = text.text
            fitting.append(found)
        }
        return fitting
    }
}
