/// The two sorts of assistants, as the API names them.
package enum AssistantKind: String, Sendable, CaseIterable {
    /// Made by the server; a user has at most one, and it is never deleted.
    case general = "general_assistant"
    /// Made by a user.
    case advanced = "advanced_assistant"
}

/// What a team of an assistant does, as the API names it.
package enum WorkflowUnit: String, Sendable, CaseIterable {
    case chatbot
    case ragbot
    case searchbot
    case sequential
    case hierarchical
    case workflow
}

/// What can be said about an assistant, beside who and which it is.
package struct AssistantProfile: Hashable, Sendable {
    /// 3 to 100 Unicode scalars.
    package var name: String
    /// 3 to 5,000 Unicode scalars.
    package var description: String
    /// 3 to 5,000 Unicode scalars.
    package var systemPrompt: String
    /// 3 to 50 Unicode scalars.
    package var provider: String
    /// 1 to 50 Unicode scalars.
    package var modelName: String
    /// 0 to 2.
    package var temperature: Double
    package var asksHuman: Bool
    package var interrupts: Bool
    /// Never changes.
    package var mainUnit: WorkflowUnit
    /// None twice.
    package var supportUnits: [WorkflowUnit]
    package var mcpIDs: [String]
    package var extensionIDs: [String]

    package init(
        name: String,
        description: String,
        systemPrompt: String,
        provider: String,
        modelName: String,
        temperature: Double,
        asksHuman: Bool = false,
        interrupts: Bool = false,
        mainUnit: WorkflowUnit,
        supportUnits: [WorkflowUnit] = [],
        mcpIDs: [String] = [],
        extensionIDs: [String] = []
    ) {
        self.name = name
        self.description = description
        self.systemPrompt = systemPrompt
        self.provider = provider
        self.modelName = modelName
        self.temperature = temperature
        self.asksHuman = asksHuman
        self.interrupts = interrupts
        self.mainUnit = mainUnit
        self.supportUnits = supportUnits
        self.mcpIDs = mcpIDs
        self.extensionIDs = extensionIDs
    }
}

/// An assistant to be made.
package struct NewAssistant: Sendable {
    /// Whose it is; 1 to 256 Unicode scalars.
    package var userID: String
    package var kind: AssistantKind
    package var profile: AssistantProfile
    /// What its collection of documents holds.
    package var embeddingModel: EmbeddingModelIdentity
    /// Unix seconds.
    package var now: Int64

    package init(
        userID: String,
        kind: AssistantKind,
        profile: AssistantProfile,
        embeddingModel: EmbeddingModelIdentity,
        now: Int64
    ) {
        self.userID = userID
        self.kind = kind
        self.profile = profile
        self.embeddingModel = embeddingModel
        self.now = now
    }
}

/// A team of an assistant.
package struct AssistantTeam: Hashable, Sendable, Identifiable {
    /// A UUID in lower case; stays as long as the assistant has a team for the unit.
    package var id: String
    package var unit: WorkflowUnit
}

/// An assistant as it is stored.
package struct StoredAssistant: Hashable, Sendable, Identifiable {
    /// A UUID in lower case.
    package var id: String
    package var userID: String
    package var kind: AssistantKind
    package var profile: AssistantProfile
    /// One for the main unit, then one for each support unit, in their order.
    package var teams: [AssistantTeam]
    /// Unix seconds.
    package var createdAt: Int64
    /// Unix seconds.
    package var updatedAt: Int64

    /// The owner of the assistant's collection, which has the assistant's identifier as its name.
    package var collectionOwner: CollectionOwner { Self.collectionOwner(ofUser: userID) }

    package static func collectionOwner(ofUser userID: String) -> CollectionOwner {
        CollectionOwner(kind: "assistant", identifier: userID)
    }
}

/// Some of the assistants that a list shows, and how many it has in all.
package struct AssistantPage: Hashable, Sendable {
    package var assistants: [StoredAssistant]
    package var totalCount: Int
}
