import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Bots with the same content", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct IsolationTests {
    @Test("Each finds its own nodes and nothing of the other", arguments: [("north", "south"), ("south", "north")])
    func nodes(bot: String, other: String) async throws {
        try await Twins.run { twins in
            let answer = try await twins.ask(of: bot)
            let group = JSONValue.string("\(bot)-document-index")
            #expect(answer.documentGroups(of: bot) == [group, group])
            #expect(answer["reply.group_responses"]?.members.count == 2)
            #expect(!answer.text.contains(other))
        }
    }

    @Test("One that names the other as an extra bot finds the nodes of both, each with its group")
    func extraBot() async throws {
        try await Twins.run { twins in
            let groups = try await twins.ask(of: "north", beside: ["south"]).documentGroups(of: "north")
            for bot in ["north", "south"] {
                #expect(groups.count { $0 == .string("\(bot)-document-index") } == 2)
            }
        }
    }

    @Test("Each gives its own answer to the same question", arguments: ["north", "south"])
    func answers(bot: String) async throws {
        try await Twins.run { twins in
            let answer = try await twins.ask(Twins.phrasing, of: bot)
            #expect(answer["reply.message"] == .string("It is \(bot)."))
            #expect(answer["reply.context.group_name"] == .string("\(bot)-question-index"))
        }
    }

    @Test("Each shows its own image although both have the same UUID")
    func assets() async throws {
        try await Twins.run { twins in
            let data = ["north": "bm9ydGg=", "south": "c291dGg="]
            for (bot, data) in data {
                let body = """
                    {"file_name": "map", "file_metadata": {}, "file_contents": {
                    "nodes": [{"text": "A map of all whales.", "metadata": {"asset_uuid": "\(Twins.image)"}}],
                    "assets": [{"uuid": "\(Twins.image)", "data_mimetype": "image/png", "data_base64": "\(data)"}]}}
                    """
                let path = "/bots/\(bot)/documents/upload"
                #expect(try await twins.server.send(.post, path, body: body).status == 200)
            }
            for (bot, data) in data {
                let answer = try await twins.ask("A map of all whales", of: bot)
                #expect(answer["reply.content.assets.0.data"] == .string(data))
                #expect(answer["reply.content.assets"]?.elements.count == 1)
            }
        }
    }

    @Test("Each lists its own documents and questions", arguments: ["documents", "questions"])
    func lists(kind: String) async throws {
        try await Twins.run { twins in
            let contents = #"{"nodes": [{"text": "a"}], "questions": ["a"], "answer": "b"}"#
            let body = #"{"file_name": "another", "file_metadata": {}, "file_contents": \#(contents)}"#
            let path = "/bots/north/\(kind)/upload"
            #expect(try await twins.server.send(.post, path, key: twins.northKey, body: body).status == 200)
            let list = try await twins.server.send(.get, "/bots/south/\(kind)/list", key: twins.southKey)
            #expect(list["document_names"]?.elements.count == 1)
            #expect(!list.text.contains("another"))
        }
    }

    @Test("An update of one leaves the other as it was")
    func update() async throws {
        try await Twins.run { twins in
            let body = try TestServer.document("facts", nodes: ["The keeper has gone."])
            let answer = try await twins.server.send(.patch, "/bots/north/documents/update", body: body)
            #expect(answer.status == 200)
            for (bot, nodeCount) in [("north", 1), ("south", 2)] {
                #expect(try await twins.ask(of: bot).documentGroups(of: bot).count == nodeCount)
            }
        }
    }

    @Test(
        "What is deleted of one stays with the other",
        arguments: ["documents/delete?document_name=facts", "questions/delete?document_name=password", "manage/delete"]
    )
    func deletion(path: String) async throws {
        try await Twins.run { twins in
            #expect(try await twins.server.send(.delete, "/bots/north/\(path)").status == 200)
            #expect(try await twins.ask(of: "south").documentGroups(of: "south").count == 2)
            #expect(try await twins.ask(Twins.phrasing, of: "south")["reply.message"] == "It is south.")
            let list = try await twins.server.send(.get, "/bots/south/questions/list", key: twins.southKey)
            #expect(list["document_names"] == ["password"])
        }
    }

    private static let filters = [
        #"{"should": [{"key": "group_name", "match": {"value": "south-document-index"}}]}"#,
        #"{"must": [{"key": "group_name", "match": {"value": "south-document-index"}}]}"#,
        #"{"must_not": [{"key": "group_name", "match": {"any": ["north-document-index", "north-question-index"]}}]}"#,
        #"{"must": [{"key": "group_name", "match": {"except": ["north-document-index", "north-question-index"]}}]}"#,
        #"{"should": [{"should": [{"key": "group_name", "match": {"text": "south"}}]}]}"#,
        #"{"must_not": [{"must": [{"key": "group_name", "match": {"text": "north"}}]}]}"#,
    ]

    @Test("A filter that asks for the other's nodes finds none, whatever the key", arguments: filters)
    func foreignFilter(filter: String) async throws {
        try await Twins.run { twins in
            for key in [twins.northKey, TestServer.masterKey] {
                let answer = try await twins.ask(of: "north", key: key, filter: filter)
                #expect(answer.status == 200 && answer["reply.context"] == .null)
                #expect(answer.documentGroups(of: "north").isEmpty)
                #expect(!answer.text.contains("south"))
            }
        }
    }

    @Test(
        "A filter that lets everything pass finds one's own nodes only",
        arguments: [
            #"{"should": [{"key": "group_name", "match": {"any": ["north-document-index", "south-document-index"]}}]}"#,
            #"{"should": [{"key": "group_name", "match": {"text": "south"}}, {"must": []}]}"#,
            #"{"must_not": [{"key": "file_name", "match": {"value": "no such file"}}]}"#,
            #"{"should": [{"is_null": {"key": "no such key"}}, {"is_empty": {"key": "no such key"}}]}"#,
        ]
    )
    func openFilter(filter: String) async throws {
        try await Twins.run { twins in
            let answer = try await twins.ask(of: "north", key: twins.northKey, filter: filter)
            #expect(answer.status == 200)
            #expect(answer.documentGroups(of: "north") == ["north-document-index", "north-document-index"])
            #expect(!answer.text.contains("south"))
        }
    }

    @Test("The key of a deleted bot is refused everywhere, its own chats included")
    func deletedBot() async throws {
        try await Twins.run { twins in
            let chat = try await twins.server.startChat(key: twins.northKey)
            #expect(try await twins.server.send(.delete, "/bots/north/manage/delete").status == 200)
            let paths = ["/bots/north/manage/about", "/bots/north/questions/list", "/bots/south/documents/list"]
            for path in paths + ["/bots/chats/\(chat)/history", "/bots/chats/\(chat)/exists"] {
                #expect(try await twins.server.send(.get, path, key: twins.northKey).status == 401)
            }
            for bot in ["north", "south"] {
                let answer = try await twins.server.ask("Hello?", of: bot, inChat: chat, key: twins.northKey)
                #expect(answer.status == 401 && answer["reply"] == .null)
            }
        }
    }
}
