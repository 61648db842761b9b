import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("What is no prompt", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct PromptValidationTests {
    /// Members of a body, and what is said first about the prompt with them in the place of its own; nil when it is valid.
    private static let cases: [(member: String, value: JSONValue, message: String?)] = [
        ("title", "", "title: String should have at least 1 character"),
        ("title", .null, "title: Input should be a valid string"),
        ("title", 1, "title: Input should be a valid string"),
        ("title", .string(String(repeating: "é", count: 255)), nil),
        ("title", .string(String(repeating: "t", count: 256)), "title: String should have at most 255 characters"),
        ("title", "a\0", "title: Value error, the text holds a NUL character"),
        ("content", "", "content: String should have at least 1 character"),
        ("content", .null, "content: Input should be a valid string"),
        ("content", .string(String(repeating: "c", count: 100_000)), nil),
        (
            "content", .string(String(repeating: "c", count: 100_001)),
            "content: String should have at most 100000 characters"
        ),
        ("scenario", "", "scenario: String should have at least 1 character"),
        ("scenario", .null, "scenario: Input should be a valid string"),
        ("scenario", .string(String(repeating: "s", count: 100)), nil),
        (
            "scenario", .string(String(repeating: "s", count: 101)),
            "scenario: String should have at most 100 characters"
        ),
        ("description", "", nil),
        ("description", 1, "description: Input should be a valid string"),
        ("description", "\0", "description: Value error, the text holds a NUL character"),
        ("metadata", [:], nil),
        ("metadata", [], "metadata: Input should be a valid dictionary"),
        ("metadata", "{}", "metadata: Input should be a valid dictionary"),
        ("unknown", 1, nil),
    ]

    @Test("Each part is checked, when it is made and when it is changed", arguments: ChatPrefix.all)
    func parts(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let id = try await server.makePrompt("t")
            for (member, value, message) in Self.cases {
                var whole: [String: JSONValue] = ["title": "t", "content": "c", "scenario": "s"]
                whole[member] = value
                let created = try await server.send(
                    .post,
                    "\(prefix.path)/prompts",
                    user: "5",
                    body: JSONValue.object(whole).encoded
                )
                let updated = try await server.send(
                    .put,
                    "\(prefix.path)/prompts/\(id)",
                    user: "5",
                    body: JSONValue.object([member: value]).encoded
                )
                for answer in [created, updated] {
                    #expect(answer.status == (message == nil ? 200 : prefix.invalid), "\(member)")
                    #expect(answer["detail"] == message.map(JSONValue.string), "\(member)")
                }
            }
        }
    }

    @Test("What is missing is named", arguments: ChatPrefix.all)
    func missing(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.post, "\(prefix.path)/prompts", user: "5", body: "{}")
            #expect(answer.status == prefix.invalid)
            #expect(answer["detail"] == "title: Field required")
            let missing = answer["errors"]?.elements.compactMap { $0["loc"]?.elements.last?.stringValue }
            #expect(missing == (prefix.invalid == 422 ? ["title", "content", "scenario"] : nil))
        }
    }

    @Test("Broken JSON is 400 everywhere, and so is nothing to preview", arguments: ChatPrefix.all)
    func brokenJSON(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let id = try await server.makePrompt("t")
            for (method, path) in [(HTTPRequest.Method.post, ""), (.put, "/\(id)"), (.post, "/preview")] {
                let broken = try await server.send(method, "\(prefix.path)/prompts\(path)", user: "5", body: "{")
                #expect(broken.status == 400)
                let list = try await server.send(method, "\(prefix.path)/prompts\(path)", user: "5", body: "[]")
                #expect(list.status == prefix.invalid)
                let none = try await server.send(method, "\(prefix.path)/prompts\(path)", user: "5")
                #expect(none.status == prefix.invalid)
            }
            for body in ["{}", #"{"content": "", "variables": {"a": "b"}}"#, #"{"prompt_id": null, "content": null}"#] {
                let answer = try await server.send(.post, "\(prefix.path)/prompts/preview", user: "5", body: body)
                #expect(answer.status == 400)
                #expect(answer["detail"] == "Either prompt_id or content must be provided")
            }
        }
    }

    @Test("A number in the path is a number, and one that is too large is nobody's", arguments: ChatPrefix.all)
    func numbers(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            try await server.makePrompt("t")
            let cases = [
                ("1", 200), ("x", prefix.invalid), ("1.5", prefix.invalid), ("1e", prefix.invalid), ("0", 404),
                ("-1", 404),
                ("2", 404), ("99999999999999999999999", 404), ("9223372036854775807", 404), ("%00", prefix.invalid),
            ]
            for (number, status) in cases {
                let path = "\(prefix.path)/prompts/\(number)"
                #expect(try await server.send(.get, path, user: "5").status == status, "\(number)")
                let put = try await server.send(.put, path, user: "5", body: #"{"title": "t"}"#)
                #expect(put.status == status, "\(number)")
            }
        }
    }

    @Test(
        "Parts of a preview are checked",
        arguments: [
            (#"{"prompt_id": "x"}"#, "prompt_id: "), (#"{"prompt_id": 1.5}"#, "prompt_id: "),
            (#"{"prompt_id": []}"#, "prompt_id: "), (#"{"content": 1}"#, "content: "),
            (#"{"content": "c", "variables": []}"#, "variables: "),
            (#"{"content": "c", "variables": "text"}"#, "variables: "),
            (#"{"content": "c", "variables": {"a": {}}}"#, "variables.a: "),
            (#"{"content": "c", "variables": {"a": null}}"#, "variables.a: "),
            (#"{"content": "c", "variables": {"b": 1, "a": []}}"#, "variables.a: "),
        ]
    )
    func previews(body: String, beginning: String) async throws {
        try await TestServer.run { server in
            for prefix in ChatPrefix.all {
                let answer = try await server.send(.post, "\(prefix.path)/prompts/preview", user: "5", body: body)
                #expect(answer.status == prefix.invalid)
                #expect(answer["detail"]?.stringValue?.hasPrefix(beginning) == true)
            }
        }
    }
}
