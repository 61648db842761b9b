/// One exchange in a chat: a prompt and its answer, and what of the history fits beside them.
///
/// What is dropped for one exchange is dropped for good, oldest first. The prompt itself and the context were cut to the
/// budget before: context first, as without a prompt there is nothing to answer.
struct ChatTurn: Sendable {
    /// The bot's standing instruction; it takes the place of the one of the exchange before.
    var system: ChatMessage?
    /// What the answer is made from; shown to the model, not kept.
    var context: ChatMessage?
    var prompt: ChatMessage
    var answer: ChatMessage
    /// The answer within the budget, as the chat keeps it.
    var keptAnswer: ChatMessage
    /// Tokens that history, context and prompt may have together.
    var tokenBudget: Int

    /// Adds the exchange to the messages of a chat.
    ///
    /// - Returns: What the model is given, followed by its answer; and what the chat is from now on.
    func applied(to history: [ChatMessage]) -> (sent: [ChatMessage], kept: [ChatMessage]) {
        let earlier = history.filter { $0.role != .system }
        let beside = prompt.tokenCount + (context?.tokenCount ?? 0)
        let fitting = Self.newest(of: earlier, within: tokenBudget - beside)
        let sent = [system].compactMap(\.self) + fitting + [context].compactMap(\.self) + [prompt, answer]
        let afterwards = Self.newest(of: fitting + [prompt], within: tokenBudget - keptAnswer.tokenCount)
        return (sent, [system].compactMap(\.self) + afterwards + [keptAnswer])
    }

    /// The longest end of `messages` within a budget.
    private static func newest(of messages: [ChatMessage], within tokenBudget: Int) -> [ChatMessage] {
        var rest = tokenBudget
        let kept = messages.reversed().prefix { message in
            rest -= message.tokenCount
            return rest >= 0
        }
        return kept.reversed()
    }
}
