import DocumentStore
import RetrievalEngine

/// A prompt as clients see it.
struct PromptAnswer: Encodable, Sendable {
    let id: Int64
    let title: String
    let content: String
    let scenario: String
    @Nullable var description: String?
    let metadata: JSONValue
    let isTemplate: Bool
    let usageCount: Int
    let createdAt: String
    let updatedAt: String

    private enum CodingKeys: String, CodingKey {
        case id, title, content, scenario, description, metadata
        case isTemplate = "is_template"
        case usageCount = "usage_count"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }

    init(_ prompt: StoredPrompt) throws {
        id = prompt.id
        title = prompt.text.title
        content = prompt.text.content
        scenario = prompt.text.scenario
        description = prompt.text.description
        do {
            metadata = try JSONParser.parse(Array(prompt.text.metadata.utf8))
        } catch {
            throw EngineError(.storageFailure, "a prompt's metadata are no JSON", cause: error)
        }
        isTemplate = prompt.isTemplate
        usageCount = prompt.usageCount
        createdAt = Timestamp.text(microseconds: prompt.createdAt)
        updatedAt = Timestamp.text(microseconds: prompt.updatedAt)
    }
}

/// A page of prompts.
struct PromptList: Encodable, Sendable {
    let items: [PromptAnswer]
    /// Of the whole list.
    let total: Int
    /// From 1.
    let page: Int
    let pageSize: Int

    private enum CodingKeys: String, CodingKey {
        case items, total, page
        case pageSize = "page_size"
    }
}

/// A model's answer to a prompt.
struct PreviewAnswer: Encodable, Sendable {
    let preview: String
    /// Of the prompt and of the answer.
    let tokensUsed: Int
    let modelUsed: String
    /// Names of placeholders that had no value.
    let missingVariables: [String]

    private enum CodingKeys: String, CodingKey {
        case preview
        case tokensUsed = "tokens_used"
        case modelUsed = "model_used"
        case missingVariables = "missing_variables"
    }
}
