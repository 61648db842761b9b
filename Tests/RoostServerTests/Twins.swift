import HTTPTypes
import RetrievalEngine

/// Two bots with documents and questions of the same names and texts; only the answers of their questions differ.
///
/// What one of them answers names the other nowhere: every node carries the name of its group, so a foreign one shows.
struct Twins: Sendable {
    static let fact = "The lighthouse keeper counts the ships every evening."
    static let image = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    static let phrasing = "What is the password of the harbour?"

    let server: TestServer
    let northKey: String
    let southKey: String

    static func run(_ body: @Sendable (Twins) async throws -> Void) async throws {
        try await TestServer.run { server in
            let twins = Twins(
                server: server,
                northKey: try await server.makeBot("north", parameters: parameters),
                southKey: try await server.makeBot("south", parameters: parameters)
            )
            for bot in ["north", "south"] { try await twins.fill(bot) }
            try await body(twins)
        }
    }

    private static let parameters = #""min_k": 0, "min_n": 0, "top_k": 100, "top_n": 100"#

    private func fill(_ bot: String) async throws {
        try await server.upload("facts", nodes: [Self.fact, "The ferry leaves at nine."], to: bot)
        let body = """
            {"file_name": "password", "file_metadata": {}, "file_contents": {"questions": ["\(Self.phrasing)"],
            "answer": "It is \(bot).", "llm_reply": false}}
            """
        let answer = try await server.send(.post, "/bots/\(bot)/questions/upload", body: body)
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
    }

    /// Asks one of the two in a new chat, by the master key unless another is given.
    func ask(
        _ prompt: String = fact,
        of bot: String,
        beside extraBots: [String] = [],
        key: String = TestServer.masterKey,
        filter: String = "null"
    ) async throws -> Answer {
        let chat = try await server.startChat(key: key)
        let body = """
            {"prompt": "\(prompt)", "bot_name": "\(bot)", "extra_bots": \(extraBots), "metadata_filter": \(filter)}
            """
        return try await server.send(.post, "/bots/chats/\(chat)/send", key: key, body: body)
    }
}

extension Answer {
    /// The names of the groups from which a reply's documents come, one a node.
    func documentGroups(of bot: String) -> [JSONValue?] {
        self["reply.group_responses.\(bot)-document-index.nodes"]?.elements
            .map { $0["node"]?["metadata"]?["group_name"] } ?? []
    }
}
