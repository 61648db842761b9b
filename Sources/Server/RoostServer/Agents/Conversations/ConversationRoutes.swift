import DocumentStore
import Hummingbird
import RetrievalEngine

/// Shows what was said in conversations and what is known of it.
struct ConversationRoutes: Sendable {
    let endpoint: WorkspaceEndpoint

    var routes: [Route] {
        [
            endpoint.route(.get, "/api/v1/conversations/{conversation_id}/messages", .conversationMessages) { request in
                try await messages(request)
            }
        ]
    }

    private func messages(_ request: WorkspaceRequest) async throws -> Response {
        let segment = try request.request.pathSegment("conversation_id", in: request.context)
        let conversation = try await conversation(segment, inWorkspace: request.workspaceID)
        let query = try MessageQuery(QueryItems(request.request.uri.query))
        let workspace = request.workspaceID
        let page = try await endpoint.engine.run { [store = endpoint.engine.store] in
            var number: Int64?
            if let before = query.before {
                number = try store.messageNumber(before, inConversation: conversation.id, ofWorkspace: workspace)
                guard number != nil else { throw query.unknownMessage(before) }
            }
            return try store.messages(
                ofConversation: conversation.id,
                inWorkspace: workspace,
                before: number,
                limit: query.limit + 1
            )
        }
        return try .json(
            ConversationMessages(conversation, messages: page.suffix(query.limit), hasMore: page.count > query.limit)
        )
    }

    private func conversation(_ text: String, inWorkspace workspace: String) async throws -> StoredConversation {
        if let identifier = UUIDText.canonical(text),
            let conversation = try await endpoint.engine.run({ [store = endpoint.engine.store] in
                try store.conversation(identifier, inWorkspace: workspace)
            })
        {
            return conversation
        }
        throw APIFailure.notFound("Conversation not found.")
    }
}

/// Which messages of a conversation are asked for.
struct MessageQuery: Sendable {
    static let limits = 1...200
    static let usualLimit = 50

    /// Messages at most.
    var limit: Int
    /// The message before which they are to be; a UUID in lower case.
    var before: String?

    /// - Throws: ``ValidationError``.
    init(_ query: QueryItems) throws(ValidationError) {
        var members: [String: JSONValue] = [:]
        for name in ["limit", "before"] {
            members[name] = query[name].map(JSONValue.string)
        }
        var reader = FieldReader(members: members, at: ["query"])
        limit = reader.optional("limit", as: .serializerInteger(in: Self.limits)) ?? Self.usualLimit
        before = reader.optional("before", as: .uuid)
        guard reader.issues.isEmpty else { throw reader.failure }
    }

    /// What is wrong with the query when the conversation has no such message.
    func unknownMessage(_ identifier: String) -> ValidationError {
        ValidationError([
            .init(
                type: "does_not_exist",
                location: ["query", "before"],
                message: "The conversation has no such message.",
                input: .string(identifier)
            )
        ])
    }
}

extension LaxType where Value == Int {
    /// An integer in decimal, with the messages of Django REST framework.
    fileprivate static func serializerInteger(in range: ClosedRange<Int>) -> Self {
        Self { (value) throws(Mismatch) in
            guard let integer = value.stringValue.flatMap({ Int($0.trimmed) }) else {
                throw Mismatch(type: "invalid", message: "A valid integer is required.")
            }
            guard integer >= range.lowerBound else {
                throw Mismatch(
                    type: "min_value",
                    message: "Ensure this value is greater than or equal to \(range.lowerBound)."
                )
            }
            guard integer <= range.upperBound else {
                throw Mismatch(
                    type: "max_value",
                    message: "Ensure this value is less than or equal to \(range.upperBound)."
                )
            }
            return integer
        }
    }
}
