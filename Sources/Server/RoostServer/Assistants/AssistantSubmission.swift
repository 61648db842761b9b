import DocumentStore
import RetrievalEngine

/// What a body says about an assistant; nil is what it does not say.
///
/// Names may be sent as the answers have them (`systemPrompt`) or with underscores (`system_prompt`); if both are, the
/// first counts. Further names are ignored, and so is null where nothing must be said.
struct AssistantSubmission: Sendable, Hashable {
    private var name: String?
    private var description: String?
    private var systemPrompt: String?
    private var provider: String?
    private var modelName: String?
    private var temperature: Double?
    private var asksHuman: Bool?
    private var interrupts: Bool?
    private var supportUnits: [WorkflowUnit]?
    private var mcpIDs: [String]?
    private var extensionIDs: [String]?

    private static let required = ["name", "description", "systemPrompt"]
    private static var identifiers: LaxType<[String]> { .list(of: .string) }

    /// Lengths of names and texts in Unicode scalars.
    enum Limits {
        static let name = 3...100
        static let description = 3...5000
        static let systemPrompt = 3...5000
        static let configuredSystemPrompt = 3...500
        static let provider = 3...50
        static let modelName = 1...50
        static let temperature = 0...2
    }

    /// What a new assistant is made of.
    ///
    /// - Throws: ``ValidationError``, with the issues in the order of the API's table of fields.
    static func newProfile(_ body: JSONValue) throws(ValidationError) -> AssistantProfile {
        var reader = try AssistantFields.reader(of: body, keepingNulls: required)
        let name = reader.required("name", as: StrictType.string(lengths: Limits.name))
        let description = reader.required("description", as: StrictType.string(lengths: Limits.description))
        let systemPrompt = reader.required("systemPrompt", as: StrictType.string(lengths: Limits.systemPrompt))
        var submission = AssistantSubmission()
        submission.readConfiguration(&reader)
        submission.readUnits(&reader)
        guard reader.issues.isEmpty, let name, let description, let systemPrompt else { throw reader.failure }
        var profile = AssistantProfile.advanced(name: name, description: description, systemPrompt: systemPrompt)
        submission.apply(to: &profile)
        return profile
    }

    /// Reads what may change about an advanced assistant.
    init(update body: JSONValue) throws(ValidationError) {
        self.init()
        var reader = try AssistantFields.reader(of: body)
        name = reader.optional("name", as: StrictType.string(lengths: Limits.name))
        description = reader.optional("description", as: StrictType.string(lengths: Limits.description))
        systemPrompt = reader.optional("systemPrompt", as: StrictType.string(lengths: Limits.systemPrompt))
        readConfiguration(&reader)
        readUnits(&reader)
        guard reader.issues.isEmpty else { throw reader.failure }
    }

    /// Reads what may change about the configuration of any assistant.
    init(configuration body: JSONValue) throws(ValidationError) {
        self.init()
        var reader = try AssistantFields.reader(of: body)
        systemPrompt = reader.optional("systemPrompt", as: StrictType.string(lengths: Limits.configuredSystemPrompt))
        readConfiguration(&reader)
        guard reader.issues.isEmpty else { throw reader.failure }
    }

    private init() {}

    private mutating func readConfiguration(_ reader: inout FieldReader) {
        provider = reader.optional("provider", as: StrictType.string(lengths: Limits.provider))
        modelName = reader.optional("modelName", as: StrictType.string(lengths: Limits.modelName))
        temperature = reader.optional("temperature", as: StrictType.number(in: Limits.temperature))
        asksHuman = reader.optional("askHuman", as: StrictType.boolean)
        interrupts = reader.optional("interrupt", as: StrictType.boolean)
    }

    private mutating func readUnits(_ reader: inout FieldReader) {
        supportUnits = reader.optional("supportUnits", as: .list(of: StrictType.choice(WorkflowUnit.self)))
            .map { $0.uniqued { $0.rawValue } }
        // Identifiers that differ in any byte are different, also where they are the same text to Swift.
        mcpIDs = reader.optional("mcpIds", as: Self.identifiers).map { $0.uniqued { Array($0.utf8) } }
        extensionIDs = reader.optional("extensionIds", as: Self.identifiers).map { $0.uniqued { Array($0.utf8) } }
    }

    /// Takes over what was said.
    func apply(to profile: inout AssistantProfile) {
        profile.name = name ?? profile.name
        profile.description = description ?? profile.description
        profile.systemPrompt = systemPrompt ?? profile.systemPrompt
        profile.provider = provider ?? profile.provider
        profile.modelName = modelName ?? profile.modelName
        profile.temperature = temperature ?? profile.temperature
        profile.asksHuman = asksHuman ?? profile.asksHuman
        profile.interrupts = interrupts ?? profile.interrupts
        profile.supportUnits = supportUnits ?? profile.supportUnits
        profile.mcpIDs = mcpIDs ?? profile.mcpIDs
        profile.extensionIDs = extensionIDs ?? profile.extensionIDs
    }
}

// MARK: - Defaults

extension AssistantProfile {
    private static let usualProvider = "openai"
    private static let usualModelName = "gpt-3.5-turbo"
    private static let usualTemperature = 0.7

    /// The general assistant as the API's document shows it.
    static let general = AssistantProfile(
        name: "General Assistant",
        description: "A helpful general assistant for everyday tasks and conversations.",
        systemPrompt: "You are a helpful, friendly, and knowledgeable general assistant.",
        provider: usualProvider,
        modelName: usualModelName,
        temperature: usualTemperature,
        mainUnit: .chatbot,
        supportUnits: [.ragbot, .searchbot]
    )

    /// An advanced assistant of which nothing else was said.
    static func advanced(name: String, description: String, systemPrompt: String) -> Self {
        Self(
            name: name,
            description: description,
            systemPrompt: systemPrompt,
            provider: usualProvider,
            modelName: usualModelName,
            temperature: usualTemperature,
            mainUnit: .hierarchical
        )
    }

    /// Whether the assistant answers from documents.
    var readsDocuments: Bool {
        mainUnit == .ragbot || supportUnits.contains(.ragbot)
    }
}

extension Array {
    /// The elements without those whose key an earlier one has.
    fileprivate func uniqued<Key: Hashable>(_ key: (Element) -> Key) -> [Element] {
        var seen: Set<Key> = []
        return filter { seen.insert(key($0)).inserted }
    }
}
