import DocumentStore
import Foundation
import RetrievalEngine

/// The body of `POST /prompts`.
struct PromptCreation {
    let prompt: NewPrompt

    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        let title = fields.required("title", as: .promptTitle)
        let content = fields.required("content", as: .promptContent)
        let scenario = fields.required("scenario", as: .promptScenario)
        let description = fields.optional("description", as: .nullable(.promptDescription)) ?? nil
        let metadata = fields.optional("metadata", as: .nullable(.object)) ?? nil
        guard let title, let content, let scenario, fields.issues.isEmpty else { throw fields.failure }
        prompt = NewPrompt(
            title: title,
            content: content,
            scenario: scenario,
            description: description,
            metadata: try (metadata ?? [:]).encoded()
        )
    }
}

/// The body of `PUT /prompts/{id}`: only what is sent changes.
struct PromptUpdate {
    let changes: PromptChanges

    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        var changes = PromptChanges()
        changes.title = fields.optional("title", as: .promptTitle)
        changes.content = fields.optional("content", as: .promptContent)
        changes.scenario = fields.optional("scenario", as: .promptScenario)
        changes.description = fields.optional("description", as: .nullable(.promptDescription)).map { text in
            text.map(PromptChanges.OptionalText.text) ?? .absent
        }
        changes.metadata = try fields.optional("metadata", as: .nullable(.object)).map { try ($0 ?? [:]).encoded() }
        guard fields.issues.isEmpty else { throw fields.failure }
        self.changes = changes
    }
}

/// The query of `GET /prompts`.
struct PromptListing {
    let query: PromptQuery
    /// From 1.
    let page: Int

    init(_ items: QueryItems) throws {
        let names = ["scenario", "include_templates", "search", "page", "page_size"]
        let members = names.reduce(into: [:]) { $0[$1] = items[$1].map(JSONValue.string) }
        var fields = FieldReader(members: members, at: ["query"])
        var query = PromptQuery()
        var page = 1
        query.scenario = fields.optional("scenario", as: .text())
        query.search = fields.optional("search", as: .text())
        fields.update(&query.includesTemplates, from: "include_templates", as: .boolean)
        fields.update(&page, from: "page", as: .integer(in: 1...Int.max))
        fields.update(&query.limit, from: "page_size", as: .integer(in: 1...100))
        guard fields.issues.isEmpty else { throw fields.failure }
        if query.scenario?.isEmpty == true {
            query.scenario = nil
        }
        let (offset, isBeyond) = (page - 1).multipliedReportingOverflow(by: query.limit)
        query.offset = isBeyond ? .max : offset
        self.query = query
        self.page = page
    }
}

/// The body of `POST /prompts/preview`.
struct PreviewRequest {
    /// Where the prompt's content comes from.
    enum Source: Equatable {
        case stored(Int64)
        case given(String)
    }

    let source: Source
    let variables: [String: String]

    /// - Throws: ``ValidationError``; 400 when there is neither a number nor a content. A number goes before a content.
    init(_ body: JSONValue) throws {
        var fields = try FieldReader(body)
        let identifier = fields.optional("prompt_id", as: .nullable(.storedNumber)) ?? nil
        let content = fields.optional("content", as: .nullable(.text(0...PromptLimits.content))) ?? nil
        let variables = fields.optional("variables", as: .nullable(.promptVariables)) ?? nil
        guard fields.issues.isEmpty else { throw fields.failure }
        if let identifier {
            source = .stored(identifier)
        } else if let content, !content.isEmpty {
            source = .given(content)
        } else {
            throw APIFailure.badRequest("Either prompt_id or content must be provided")
        }
        self.variables = variables ?? [:]
    }
}

extension [String: JSONValue] {
    /// The object as the database keeps it.
    fileprivate func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(JSONValue.object(self)), as: UTF8.self)
    }
}
