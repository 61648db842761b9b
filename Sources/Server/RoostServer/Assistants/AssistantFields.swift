import RetrievalEngine

/// The names of the API's fields, which clients spell in two ways.
enum AssistantFields {
    /// By the name that answers have, the other one that requests may have.
    private static let otherSpellings = [
        "systemPrompt": "system_prompt", "modelName": "model_name", "askHuman": "ask_human",
        "supportUnits": "support_units", "mcpIds": "mcp_ids", "extensionIds": "extension_ids",
        "assistantType": "assistant_type", "pageNumber": "page_number", "maxPerPage": "max_per_page",
    ]

    /// Reads the fields of a body by the names that answers have.
    ///
    /// - Parameter keepingNulls: The fields for which null is a value, and a wrong one; in others it is as nothing.
    /// - Throws: ``ValidationError`` when the body is no object.
    static func reader(
        of body: JSONValue,
        keepingNulls required: [String] = []
    ) throws(ValidationError) -> FieldReader {
        guard case .object(var members) = body else { return try FieldReader(body) }
        for (name, other) in otherSpellings where members[name] == nil {
            members[name] = members[other]
        }
        for (name, value) in members where value == .null && !required.contains(name) {
            members[name] = nil
        }
        return FieldReader(members: members, at: ["body"])
    }

    /// A value of a query by the name that answers have.
    static func value(_ name: String, of query: QueryItems) -> String? {
        query[name] ?? otherSpellings[name].flatMap { query[$0] }
    }
}
