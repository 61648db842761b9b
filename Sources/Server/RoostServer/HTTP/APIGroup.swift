import HTTPTypes
import RetrievalEngine

/// The APIs that have an error shape of their own, told by the beginning of the path, so that an error that comes before
/// any handler is worded by the API as well.
enum APIGroup: CaseIterable {
    case clones
    case assistants
    /// The Chat API under the prefix of its first sections: what is wrong with a request is 400.
    case chat
    /// The Chat API under the prefix of its last sections: what is wrong with a request is 422.
    case chatPrompts
    /// Behind the Assistants API, whose paths begin alike.
    case agents

    /// - Returns: Nil for a path of none of them.
    init?(path: String) {
        let group = Self.allCases.first { group in
            group.prefixes.contains { path == $0 || path.hasPrefix($0 + "/") }
        }
        guard let group else { return nil }
        self = group
    }

    /// What paths begin with.
    private var prefixes: [String] {
        self == .agents ? [prefix, "/api/health"] : [prefix]
    }

    /// What most paths begin with.
    var prefix: String {
        switch self {
        case .clones: "/api/clones"
        case .assistants: "/api/v1/assistant"
        case .chat: "/v1/chat"
        case .chatPrompts: "/api/chat"
        case .agents: "/api/v1"
        }
    }

    /// The failure in the group's words.
    func rendered(_ failure: APIFailure) -> RenderedFailure {
        switch self {
        case .clones: CloneFailure.rendered(failure)
        case .assistants: AssistantFailure.rendered(failure)
        case .chat: ChatFailure.rendered(failure, invalidRequest: .badRequest)
        case .chatPrompts: ChatFailure.rendered(failure, invalidRequest: .unprocessableContent)
        case .agents: AgentFailure.rendered(failure)
        }
    }
}
