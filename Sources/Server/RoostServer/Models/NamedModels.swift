import RetrievalEngine

/// The answering models by the names that clients of the Chat and Assistants APIs use.
///
/// Clients name models of the great providers, whichever model the server runs: their well-known names all stand for the
/// configured one, so that a client, and every example of the documents, works with any server and without a network.
/// Models that are registered by number (`ROOST_LLM_MODELS`) are known by their own names.
struct NamedModels: Sendable {
    /// The model that answers when none is named.
    let standard: RetrievalEngine
    private let registered: [String: RetrievalEngine]

    /// - Parameter engine: Answers with the configured model.
    init(_ models: NumberedModels, engine: RetrievalEngine) {
        standard = engine
        registered = models.enginesByName
    }

    /// The engine that answers for a name; nil for a name that is unknown.
    subscript(name: String) -> RetrievalEngine? {
        registered[name] ?? (Self.isWellKnown(name) ? standard : nil)
    }

    /// Beginnings of the names of well-known models.
    private static let families = [
        "gpt-3.5", "gpt-4", "gpt-5", "chatgpt-", "o1", "o3", "o4", "claude-", "gemini-", "llama-", "llama2", "llama3",
        "mistral-", "mixtral-", "deepseek-", "qwen", "command-r", "grok-",
    ]

    private static func isWellKnown(_ name: String) -> Bool {
        // Names such as `openai/gpt-4o` name the provider first.
        let model = name.split(separator: "/", maxSplits: 1).last.map { $0.lowercased() } ?? ""
        let hasUsualCharacters = model.utf8.allSatisfy { byte in
            byte < 0x80 && (Unicode.Scalar(byte).properties.isAlphabetic || "0123456789.-_:".utf8.contains(byte))
        }
        return name.utf8.count <= 100 && hasUsualCharacters && families.contains { model.hasPrefix($0) }
    }
}
