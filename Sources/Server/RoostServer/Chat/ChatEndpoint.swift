import DocumentStore
import HTTPTypes
import Hummingbird
import RetrievalEngine

/// What every route of the Chat API does before its own work: the token, then the number of its user.
struct ChatEndpoint: Sendable {
    let users: BearerEndpoint

    var engine: RetrievalEngine { users.engine }

    /// The prefixes under which the API is served, each with a status of its own for requests that do not fit.
    static let groups: [APIGroup] = [.chat, .chatPrompts]

    /// The routes of a path, one a prefix.
    ///
    /// - Parameter suffix: What follows the prefix; begins with a slash.
    func routes(
        _ method: HTTPRequest.Method,
        _ suffix: String,
        _ operation: (APIGroup) -> Operation,
        handle: @escaping @Sendable (ChatUserRequest) async throws -> Response
    ) -> [Route] {
        Self.groups.map { group in
            users.route(method, group.prefix + suffix, operation(group)) { [engine] request in
                let number = try await engine.run { [store = engine.store] in
                    try store.number(ofUser: request.userID)
                }
                return try await handle(ChatUserRequest(userNumber: number, request: request))
            }
        }
    }
}

/// A request of the Chat API whose sender is known.
struct ChatUserRequest: Sendable {
    let userNumber: Int64
    let request: UserRequest

    /// The request with its body in memory, which can be read again and whose connection can be watched.
    func collected() async throws -> ChatUserRequest {
        ChatUserRequest(userNumber: userNumber, request: try await request.collected())
    }

    /// The number of a session, from the path.
    ///
    /// - Throws: ``ValidationError`` for what is no integer.
    func sessionNumber() throws -> Int64 {
        try number("session_id")
    }

    /// The number of something that is stored, from the path.
    ///
    /// - Throws: ``ValidationError`` for what is no integer.
    func number(_ name: String) throws -> Int64 {
        let value = JSONValue.string(try request.pathSegment(name))
        var issues: [ValidationError.Issue] = []
        guard let number = LaxType.digits.convert(value, ["path", .name(name)], &issues) else {
            throw ValidationError(issues)
        }
        return number
    }
}

extension APIFailure {
    static let unknownSession = notFound("Chat session not found")

    static func unknownModel(_ name: String) -> Self {
        badRequest("Invalid model name: \(name)")
    }
}
