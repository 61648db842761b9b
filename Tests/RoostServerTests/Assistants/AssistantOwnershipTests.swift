import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Who may use an assistant", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantOwnershipTests {
    private struct Call: Sendable {
        var method: HTTPRequest.Method
        var path: String
        var body: String?
    }

    /// Every call; `ID` stands for an assistant, `USER` for who calls.
    private static let calls: [Call] = [
        Call(method: .get, path: "/get-all"),
        Call(method: .get, path: "/get-or-create-general-assistant"),
        Call(method: .post, path: "/create", body: "{"),
        Call(method: .get, path: "/ID/get-detail"),
        Call(method: .patch, path: "/ID/update-advanced-assistant", body: #"{"name": "Taken"}"#),
        Call(method: .patch, path: "/ID/update-config", body: #"{"provider": "taken"}"#),
        Call(method: .delete, path: "/ID/soft-delete-advanced-assistant"),
        Call(method: .delete, path: "/USER/ID/hard-delete-advanced-assistant"),
        Call(method: .post, path: "/ID/chat", body: #"{"message": "Hello"}"#),
        Call(method: .post, path: "/ID/documents"),
        Call(method: .get, path: "/ID/documents"),
        Call(method: .delete, path: "/ID/documents/a.txt"),
    ]

    @Test("Without a user every call is refused, before anything else is looked at", arguments: [nil, "", "  "])
    func missingUser(user: String?) async throws {
        try await AssistantClient.run { client in
            for call in Self.calls {
                let path = call.path.replacing("USER", with: "x")
                let answer = try await client.send(call.method, path, user: user, role: "admin", body: call.body)
                #expect(answer.status == 401 && answer["data"] == .null, "\(path)")
                #expect(answer["message"] == "Missing required header: x-user-id")
            }
        }
    }

    @Test("A foreign assistant is like one that does not exist, also for an administrator who writes")
    func foreign() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["supportUnits": ["ragbot"]])
            _ = try await client.upload("a.txt", "Herons eat fish.", to: id)
            let before = try await client.send(.get, "/\(id)/get-detail")["data"]
            for call in Self.calls.dropFirst(3) {
                for role in [nil, "admin"] where role == nil || call.path != "/ID/get-detail" {
                    let path = call.path.replacing("USER", with: "eve")
                    func answer(_ id: String) async throws -> Answer {
                        let path = path.replacing("ID", with: id)
                        return try await client.send(call.method, path, user: "eve", role: role, body: call.body)
                    }
                    let foreign = try await answer(id)
                    #expect(foreign.status == 404 && foreign["message"] == "Assistant not found", "\(path)")
                    for id in ["non-existent-id", "\(id)%00", id.uppercased(), "%FF"] {
                        #expect(try await answer(id).text == foreign.text, "\(path) \(id)")
                    }
                }
            }
            #expect(try await client.send(.get, "/get-all", user: "eve")["data.assistants"] == [])
            #expect(try await client.send(.get, "/\(id)/get-detail")["data"] == before)
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"]?.elements.count == 1)
        }
    }

    @Test(
        "Administrators read the assistants of all",
        arguments: [
            ("admin", true), ("ADMIN", true), ("super_admin", true), ("Super Admin", true), ("superuser", true),
            ("user", false), ("administrator", false), ("admin,user", false), ("super", false), ("", false),
        ]
    )
    func roles(role: String, isPrivileged: Bool) async throws {
        try await AssistantClient.run { client in
            let id = try await client.create()
            _ = try await client.create(user: "bob")
            let detail = try await client.send(.get, "/\(id)/get-detail", user: "root", role: role)
            #expect(detail.status == (isPrivileged ? 200 : 404))
            let list = try await client.send(.get, "/get-all", user: "root", role: role)
            #expect(list["data.assistants"]?.elements.count == (isPrivileged ? 2 : 0))
            #expect(list["data.totalPage"] == (isPrivileged ? 1 : 0))
        }
    }

    @Test("Users may be any text of up to 256 characters, and are exactly that text")
    func users() async throws {
        try await AssistantClient.run(isLive: true) { client in
            let names = [
                "a/b", "é", "e\u{301}", "日本 語", "100%25", "00000000-0000-4000-8000-000000000000", "ada@example.org",
                "A", "a",
                String(repeating: "x", count: 256),
            ]
            var ids: [String] = []
            for name in names { ids.append(try await client.create(user: name)) }
            for (name, id) in zip(names, ids) {
                let list = try await client.send(.get, "/get-all", user: "  \(name)\t")
                #expect(list["data.assistants"]?.elements.compactMap { $0["id"]?.stringValue } == [id])
                let encoded = name.utf8.map { "%" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
                let path = "/\(encoded)/\(id)/hard-delete-advanced-assistant"
                #expect(try await client.send(.delete, path, user: name).status == 200, "\(name)")
            }
            let long = try await client.send(.get, "/get-all", user: String(repeating: "x", count: 257))
            #expect(long.status == 400)
            let message = #"Validation error - "x-user-id": String should have at most 256 characters"#
            #expect(long["message"] == .string(message))
        }
    }

    @Test(
        "A configured gateway must say its secret",
        arguments: [(nil, 401), ("", 401), ("secreT", 401), ("secret", 200)]
    )
    func gateway(secret: String?, status: Int) async throws {
        var settings = ServerConfiguration()
        settings.assistantGatewaySecret = "secret"
        try await AssistantClient.run(settings) { client in
            let name = try #require(HTTPField.Name("x-gateway-secret"))
            let headers: HTTPFields = secret.map { [name: $0] } ?? [:]
            let answer = try await client.send(.get, "/get-all", role: "admin", headers: headers)
            #expect(answer.status == status)
            let nobody = try await client.send(.get, "/get-all", user: nil, headers: headers)
            #expect(nobody.status == 401)
        }
    }
}
