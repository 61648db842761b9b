import DocumentStore
import RetrievalEngine

extension StoredAssistant {
    /// The assistant as answers have it; a general one says nothing of MCPs and extensions.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id),
            "userId": .string(userID),
            "name": .string(profile.name),
            "assistantType": .string(kind.rawValue),
            "description": .string(profile.description),
            "systemPrompt": .string(profile.systemPrompt),
            "provider": .string(profile.provider),
            "modelName": .string(profile.modelName),
            "temperature": .number(profile.temperature),
            "askHuman": .bool(profile.asksHuman),
            "interrupt": .bool(profile.interrupts),
            "mainUnit": .string(profile.mainUnit.rawValue),
            "supportUnits": .array(profile.supportUnits.map { .string($0.rawValue) }),
            "teams": .array(teams.enumerated().map { $1.json(isMain: $0 == 0) }),
            "createdAt": .string(Timestamp.text(createdAt)),
        ]
        if kind == .advanced {
            members["mcpIds"] = .array(profile.mcpIDs.map(JSONValue.string))
            members["extensionIds"] = .array(profile.extensionIDs.map(JSONValue.string))
        }
        return .object(members)
    }
}

extension AssistantTeam {
    fileprivate func json(isMain: Bool) -> JSONValue {
        [
            "id": .string(id), "name": .string(isMain ? "Main Team" : unit.teamName),
            "workflowType": .string(unit.rawValue),
        ]
    }
}

extension WorkflowUnit {
    /// The name of the team that supports an assistant as this unit.
    fileprivate var teamName: String {
        switch self {
        case .chatbot: "Chat Team"
        case .ragbot: "RAG Team"
        case .searchbot: "Search Team"
        case .sequential: "Sequential Team"
        case .hierarchical: "Hierarchical Team"
        case .workflow: "Workflow Team"
        }
    }
}
