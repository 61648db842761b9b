import LanguageModel

/// One exchange in a chat, ready to be added to it.
///
/// What is dropped for one exchange is dropped for good, oldest first.
struct ChatTurn: Sendable {
    /// The bot's standing instruction; it takes the place of the one of the exchange before.
    var system: ChatMessage?
    var prompt: ChatMessage
    /// The answer within the budget, as the chat keeps it.
    var answer: ChatMessage
    /// Tokens of what stood beside the history: prompt and context.
    var tokenCountBesideHistory: Int
    /// Tokens that history, context and prompt may have together.
    var tokenBudget: Int

    /// - Parameters:
    ///   - system: The bot's standing instruction.
    ///   - prompt: What the model was given.
    ///   - answer: All that was answered.
    ///   - showsContext: Whether the answer was made from the prompt's context.
    init(
        system: CountedText?,
        _ prompt: Prompt,
        answer: CountedText,
        showsContext: Bool,
        counter: CountedText.Counter
    ) {
        self.system = system.map { ChatMessage(.system, $0, isEphemeral: false) }
        self.prompt = ChatMessage(.user, prompt.question)
        self.answer = ChatMessage(.assistant, answer.cut(toTokenCount: prompt.tokenBudget, counter: counter))
        let context = showsContext ? prompt.instruction?.tokenCount ?? 0 : 0
        tokenCountBesideHistory = prompt.question.tokenCount + context
        tokenBudget = prompt.tokenBudget
    }

    /// What the chat is once the exchange is added to its messages.
    func added(to history: [ChatMessage]) -> [ChatMessage] {
        let earlier = history.filter { $0.role != .system }
        let fitting = Self.newest(of: earlier, within: tokenBudget - tokenCountBesideHistory)
        let kept = Self.newest(of: fitting + [prompt], within: tokenBudget - answer.tokenCount)
        return [system].compactMap(\.self) + kept + [answer]
    }

    /// The longest end of `messages` within a budget.
    private static func newest(of messages: [ChatMessage], within tokenBudget: Int) -> [ChatMessage] {
        let counted = messages.map(\.counted).newest(within: tokenBudget)
        return Array(messages.suffix(counted.count))
    }
}
