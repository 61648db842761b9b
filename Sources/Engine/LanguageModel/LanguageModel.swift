/// A model that continues a conversation.
///
/// `generate` is one structured call: it suspends while `receive` runs, so a slow reader slows the model's stream down
/// (back-pressure), and cancelling the task ends the generation, the one on a remote server included.
package protocol LanguageModel: Sendable {
    /// The model as people know it, such as `gpt-4o-mini` or `extractive`.
    var name: String { get }

    /// Whether it writes what the messages ask for. A model that only quotes its evidence cannot guess, rewrite a
    /// question or propose one.
    var followsInstructions: Bool { get }

    /// Generates a reply.
    ///
    /// - Parameter receive: Called with each piece of text in order; pieces may end anywhere between two characters.
    ///   What it throws ends the generation and is thrown on.
    /// - Returns: When the reply is complete.
    /// - Throws: ``LanguageModelError``; `CancellationError` when the task was cancelled.
    func generate(
        _ request: GenerationRequest,
        receive: (String) async throws -> Void
    ) async throws -> Generation

    /// Whether there is somebody to answer, as far as that can be told without asking for an answer.
    ///
    /// Cheap enough to be called by every health check; what it says may be a few seconds old.
    func isReachable() async -> Bool
}

extension LanguageModel {
    /// True: a model of this process is always there.
    package func isReachable() async -> Bool { true }
}

/// What a model is asked for.
package struct GenerationRequest: Sendable {
    /// Oldest first; system messages may stand anywhere, the last message is the user's.
    package var messages: [Message]
    /// Spread of the choice of tokens, from 0; nil for the model's own.
    package var temperature: Double?
    /// Share of the probability that tokens are chosen from, over 0 to 1; nil for the model's own.
    package var topP: Double?
    /// Tokens of the reply at most; nil for the model's own limit.
    package var maximumTokenCount: Int?
    /// Texts that end the reply and are not part of it.
    package var stop: [String] = []
    /// What the messages were made of, for a model that quotes instead of writing.
    package var evidence: Evidence?

    package init(messages: [Message]) {
        self.messages = messages
    }
}

/// A message of a conversation.
package struct Message: Sendable, Hashable {
    package enum Role: String, Sendable, Codable {
        case system
        case user
        case assistant
    }

    package var role: Role
    package var text: String

    package init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }
}

/// A question and the passages that may answer it.
package struct Evidence: Sendable {
    package var question: String
    /// The question's embedding, unit length.
    package var questionVector: [Float]
    /// Numbered from 1 in this order, best first.
    package var passages: [String]
    /// Who asks: what is remembered to be faster the next time is kept apart by it. Nil when nothing may be remembered.
    package var scope: Int64?

    package init(question: String, questionVector: [Float], passages: [String], scope: Int64? = nil) {
        self.question = question
        self.questionVector = questionVector
        self.passages = passages
        self.scope = scope
    }
}

/// How a generation ended.
package struct Generation: Sendable, Equatable {
    package enum FinishReason: Sendable, Equatable {
        /// The model had said what it had to say, or met one of the stop texts.
        case stop
        /// The reply reached its limit of tokens.
        case length
        /// The provider's filter withheld the rest.
        case contentFilter
    }

    package var finishReason: FinishReason
    /// What the provider counted; nil when it told nothing.
    package var usage: Usage?
    /// How sure the model is that this answers the question, in [0, 1]; nil when it does not tell.
    package var confidence: Double?

    package init(finishReason: FinishReason, usage: Usage?, confidence: Double? = nil) {
        self.finishReason = finishReason
        self.usage = usage
        self.confidence = confidence
    }
}

/// The tokens of a generation.
package struct Usage: Sendable, Equatable {
    package var promptTokenCount: Int
    package var completionTokenCount: Int

    package init(promptTokenCount: Int, completionTokenCount: Int) {
        self.promptTokenCount = promptTokenCount
        self.completionTokenCount = completionTokenCount
    }
}
