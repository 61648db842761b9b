import LanguageModel
import RetrievalEngine

/// The `reply` of `query` and `send`: the fields of the API's document, and beside them those that CriaBot's clients read.
struct ChatReply: Encodable, Sendable {
    var message: String
    var completionUsage: CompletionUsage
    var relatedPrompts: [RelatedPrompt] = []
    var prompt: String
    /// One entry for each call of a model.
    var tokenUsage: [LabeledUsage]
    var totalUsage: LabeledUsage
    /// Rerankings.
    var searchUnits: Int
    var content: Content
    /// What the answer was made from, and the answer.
    var history: [ChatMessage]
    /// Null when no passage was good enough.
    @Nullable var context: ReplyContext?
    /// By the names of the bot's two indexes.
    var groupResponses: [String: GroupResponse]
    /// Whether the answer is one that a person wrote for this question.
    var verifiedResponse = false

    enum CodingKeys: String, CodingKey {
        case message
        case completionUsage = "completion_usage"
        case relatedPrompts = "related_prompts"
        case prompt
        case tokenUsage = "token_usage"
        case totalUsage = "total_usage"
        case searchUnits = "search_units"
        case content
        case history
        case context
        case groupResponses = "group_responses"
        case verifiedResponse = "verified_response"
    }

    /// The answer as a message with room for files.
    struct Content: Encodable, Sendable {
        var role = ChatMessage.Role.assistant
        var content: String
        /// The files that are shown in it.
        var assets: [AssetAnswer] = []
        var additionalArguments: [String: JSONValue] = [:]
        var metadata: [String: JSONValue]
        /// The places that the answer cites; in the metadata, too.
        var citations: [Citation]

        /// - Parameter grounded: How the answer is grounded; its statements, citations and places become metadata.
        init(content: String, assets: [AssetAnswer], grounded: GroundedAnswer?) {
            self.content = content
            self.assets = assets
            metadata = grounded?.metadata ?? [:]
            citations = grounded?.citations ?? []
        }

        enum CodingKeys: String, CodingKey {
            case role
            case content
            case assets
            case additionalArguments = "additional_kwargs"
            case metadata
        }
    }
}

/// The tokens of an answer, as the API's document has them.
struct CompletionUsage: Encodable, Sendable {
    var promptTokens: Int
    var completionTokens: Int
    var totalTokens: Int

    init(promptTokens: Int, completionTokens: Int) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        totalTokens = promptTokens + completionTokens
    }

    /// - Parameter usage: What a model took; nil when none was asked.
    init(_ usage: TokenUsage?) {
        self.init(
            promptTokens: usage?.promptTokenCount ?? 0,
            completionTokens: usage?.completionTokenCount ?? 0
        )
    }

    enum CodingKeys: String, CodingKey {
        case promptTokens = "prompt_tokens"
        case completionTokens = "completion_tokens"
        case totalTokens = "total_tokens"
    }
}

/// The tokens of one call of a model, or of all.
struct LabeledUsage: Encodable, Sendable {
    var usage: CompletionUsage
    /// What the call was for; null for the answer itself.
    var label: String?

    init(_ usage: CompletionUsage, label: String? = nil) {
        self.usage = usage
        self.label = label
    }

    /// The sum of all calls.
    init(sumOf calls: [LabeledUsage]) {
        usage = CompletionUsage(
            promptTokens: calls.reduce(0) { $0 + $1.usage.promptTokens },
            completionTokens: calls.reduce(0) { $0 + $1.usage.completionTokens }
        )
        label = "All"
    }

    private enum CodingKeys: String, CodingKey {
        case label = "usage_label"
    }

    func encode(to encoder: any Encoder) throws {
        try usage.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(label, forKey: .label)
    }
}

/// A question that may be asked next.
struct RelatedPrompt: Encodable, Sendable {
    var label: String
    var prompt: String
    var isGenerated: Bool

    enum CodingKeys: String, CodingKey {
        case label
        case prompt
        case isGenerated = "llm_generated"
    }
}

/// What a reply was made from.
enum ReplyContext: Encodable, Sendable {
    /// Passages: what of them fitted into the budget, and all of them, best first.
    case text(String, nodes: [ScoredNode], relatedPrompts: [RelatedPrompt])
    /// A question whose answer was given as it stands.
    case question(ScoredNode, source: ChatMessage.VerbatimSource, relatedPrompts: [RelatedPrompt])

    private enum CodingKeys: String, CodingKey {
        case type = "context_type"
        case relatedPrompts = "related_prompts"
        case text, nodes, node
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let text, let nodes, let relatedPrompts):
            try container.encode("TEXT", forKey: .type)
            try container.encode(relatedPrompts, forKey: .relatedPrompts)
            try container.encode(text, forKey: .text)
            try container.encode(nodes, forKey: .nodes)
        case .question(let node, let source, let relatedPrompts):
            try container.encode("QUESTION", forKey: .type)
            try container.encode(relatedPrompts, forKey: .relatedPrompts)
            try container.encode(node, forKey: .node)
            try source.encode(to: encoder)
        }
    }
}

/// What one index brought.
struct GroupResponse: Encodable, Sendable {
    var nodes: [ScoredNode]
    /// The files that the nodes refer to, without their data.
    var assets: [AssetAnswer]
    var searchUnits = 1
    var metadata = Metadata()

    struct Metadata: Encodable, Sendable {
        /// By the names of the indexes that were searched; nil unless it was asked for.
        var explanation: [String: RetrievalExplanation]?
    }

    enum CodingKeys: String, CodingKey {
        case nodes
        case assets
        case searchUnits = "search_units"
        case metadata
    }
}
