/// How an answer is written.
public struct AnswerOptions: Sendable {
    /// What came before in the conversation, oldest first: a question may refer to it, and the model is shown what of
    /// it fits.
    public var history: [ConversationMessage] = []
    /// Standing instructions for the model.
    public var systemMessage: String?
    /// Tokens of all that the model is given, at most; estimated, never too few.
    public var maximumInputTokenCount = 4000
    /// Tokens of the answer, at most.
    public var maximumReplyTokenCount = 1024
    /// Tokens by which each passage may grow by the text around it within its section, before the model is shown it.
    ///
    /// On the development set of SQuAD 2.0, cut as ingesting does, 256 raised the share of the answers that hold a right one
    /// from 0.821 to 0.829, and lowered that of the answerable questions that are refused from 0.074 to 0.069; 96 changed
    /// nothing.
    public var surroundingTokenCount = 256
    /// Spread of the model's choice of words, from 0, which gives the likeliest answer; nil for the model's own.
    public var temperature: Double? = 0
    /// Share of the probability that words are chosen from, 0 to 1; nil or 0 for the model's own.
    public var topP: Double?

    public init() {}

    /// What makes the model's context; half of the input may be text that was not searched for.
    var assembler: ContextAssembler {
        ContextAssembler(
            surroundingTokenCount: surroundingTokenCount,
            tokenBudget: maximumInputTokenCount / 2
        )
    }
}

/// A message of a conversation.
public struct ConversationMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Codable {
        case user
        case assistant
    }

    public var role: Role
    public var text: String

    public init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }
}
