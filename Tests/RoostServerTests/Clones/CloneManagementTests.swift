import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Clones", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct CloneManagementTests {
    private static let full = """
        {"name": " History Expert ", "description": "Expert in world history", "base_prompt": "You are…",
        "visibility": "private", "workspace_id": "workspace-123", "id": "mine", "created_by_user_id": "eve",
        "created_at": "1999", "unknown": [1]}
        """

    @Test("A clone is made as the document shows, by whoever the token names")
    func create() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.post, "/api/clones", user: "ann", body: Self.full)
            #expect(answer.status == 201)
            #expect(
                answer.members == [
                    "id", "name", "description", "base_prompt", "visibility", "workspace_id", "created_by_user_id",
                    "created_at", "updated_at", "documents", "clone_documents",
                ]
            )
            #expect(answer["name"] == "History Expert")
            #expect(answer["description"] == "Expert in world history")
            #expect(answer["base_prompt"] == "You are…")
            #expect(answer["visibility"] == "private")
            #expect(answer["workspace_id"] == "workspace-123")
            #expect(answer["created_by_user_id"] == "ann")
            #expect(answer["documents"] == [] && answer["clone_documents"] == [])
            #expect(answer["created_at"] == answer["updated_at"])
            let id = try #require(answer["id"]?.stringValue)
            #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
            #expect(try await server.clone(id).json == answer.json)
            let minimal = #"{"name": "n", "base_prompt": "p", "visibility": "global", "workspace_id": " "}"#
            let other = try await server.send(.post, "/api/clones", user: "ann", body: minimal)
            #expect(other["description"] == .null && other["workspace_id"] == .null)
        }
    }

    @Test(
        "What is wrong with a body is 400, and the text names the field",
        arguments: [
            ("name", [.null, "", "  ", 7, ["a"], .string(String(repeating: "n", count: 256)), "a\u{0}"]),
            ("base_prompt", [.null, "", " \n", true, "a\u{0}"]),
            ("visibility", [.null, "public", "GLOBAL", "", 1, ["global"]]),
            ("description", [5, false, ["a"], "a\u{0}"]),
            ("workspace_id", [5, ["a"], "a\u{0}", .string(String(repeating: "w", count: 513))]),
        ] as [(String, [JSONValue])]
    )
    func validation(field: String, values: [JSONValue]) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let before = try await server.clone(id)
            let good: [String: JSONValue] = ["name": "n", "base_prompt": "p", "visibility": "global"]
            for value in values {
                let body = JSONValue.object(good.merging([field: value]) { _, new in new }).encoded
                for (method, path) in [(HTTPRequest.Method.post, "/api/clones"), (.put, "/api/clones/\(id)")] {
                    let answer = try await server.send(method, path, user: "ann", body: body)
                    #expect(answer.status == 400, "\(method) \(body)")
                    #expect(answer.members == ["error"])
                    #expect(answer.error?.hasPrefix("\(field): ") == true, "\(answer.text)")
                }
            }
            if good[field] != nil {
                let body = JSONValue.object(good.filter { $0.key != field }).encoded
                let answer = try await server.send(.post, "/api/clones", user: "ann", body: body)
                #expect(answer.status == 400 && answer.error == "\(field): Field required")
            }
            #expect(try await server.clone(id).json == before.json)
            #expect(try await server.send(.get, "/api/clones", user: "ann").json?.elements.count == 1)
        }
    }

    @Test("Bodies that are no objects are 400", arguments: [nil, "", "[]", "\"a\"", "null", "{", "{\"name\": \"a\",}"])
    func noObject(body: String?) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            for (method, path) in [(HTTPRequest.Method.post, "/api/clones"), (.put, "/api/clones/\(id)")] {
                let answer = try await server.send(method, path, user: "ann", body: body)
                #expect(answer.status == 400 && answer.members == ["error"], "\(method) \(answer.text)")
                #expect(answer.error?.isEmpty == false)
            }
        }
    }

    @Test("An update changes what it names and nothing else")
    func update() async throws {
        try await TestServer.run { server in
            let created = try await server.send(.post, "/api/clones", user: "ann", body: Self.full)
            let path = "/api/clones/\(created["id"]?.stringValue ?? "")"
            var expected = created.json?.members ?? [:]
            var last = created["updated_at"]?.stringValue ?? ""
            for (body, changes) in [
                ("{}", [:]),
                (#"{"name": "Historian"}"#, ["name": "Historian"]),
                (#"{"description": null, "visibility": "global"}"#, ["description": .null, "visibility": "global"]),
                (#"{"workspace_id": null, "base_prompt": "New"}"#, ["workspace_id": .null, "base_prompt": "New"]),
                (#"{"workspace_id": "w", "description": ""}"#, ["workspace_id": "w", "description": ""]),
                (#"{"id": 1, "created_by_user_id": null, "created_at": "x", "documents": 5, "other": {}}"#, [:]),
            ] as [(String, [String: JSONValue])] {
                let answer = try await server.send(.put, path, user: "ann", body: body)
                #expect(answer.status == 200)
                let time = answer["updated_at"]?.stringValue ?? ""
                #expect(time > last)
                last = time
                expected.merge(changes) { _, new in new }
                expected["updated_at"] = .string(time)
                #expect(answer.json == .object(expected), "\(body)")
                #expect(try await server.send(.get, path, user: "ann").json == answer.json)
            }
        }
    }

    @Test("A deleted clone is gone, with an empty answer")
    func deletion() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let answer = try await server.send(.delete, "/api/clones/\(id)", user: "ann")
            #expect(answer.status == 204 && answer.text.isEmpty)
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let again = try await server.send(method, "/api/clones/\(id)", user: "ann", body: "{}")
                #expect(again.status == 404 && again.error == "Clone not found")
            }
            #expect(try await server.ask(id, "Who?").error == "Clone not found")
            #expect(try await server.train(id, on: "a.txt", text: "a").error == "Clone not found")
            #expect(try await server.send(.get, "/api/clones", user: "ann").json == [])
        }
    }

    @Test(
        "Clones that are not there are 404",
        arguments: ["x", "00000000-0000-4000-8000-000000000000", "%00", "a%20b"]
    )
    func unknown(id: String) async throws {
        try await TestServer.run { server in
            for (method, path, body) in [
                (HTTPRequest.Method.get, "", nil), (.put, "", "{"), (.delete, "", nil), (.post, "/chat", "{"),
                (.post, "/documents", "{"),
            ] {
                let answer = try await server.send(method, "/api/clones/\(id)\(path)", user: "ann", body: body)
                #expect(answer.status == 404 && answer.text == #"{"error":"Clone not found"}"#)
            }
        }
    }

    @Test("Without a token nobody learns anything", arguments: ["", "/health", "/x", "/x/chat", "/x/documents"])
    func tokens(path: String) async throws {
        try await TestServer.run { server in
            let method: HTTPRequest.Method = path.hasPrefix("/x/") ? .post : .get
            let missing = try await server.send(method, "/api/clones\(path)", body: "{")
            #expect(missing.status == 401 && missing.text == #"{"error":"Authentication token required"}"#)
            let invalid = try await server.send(
                method,
                "/api/clones\(path)",
                headers: [.authorization: "Bearer nonsense"],
                body: "{"
            )
            #expect(invalid.status == 401 && invalid.text == #"{"error":"Invalid or expired token"}"#)
        }
    }
}
