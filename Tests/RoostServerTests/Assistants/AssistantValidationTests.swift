import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("What the Assistants API refuses", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantValidationTests {
    private static let units =
        "Input should be 'chatbot', 'ragbot', 'searchbot', 'sequential', 'hierarchical' or 'workflow'"

    /// A value of a field, and what is wrong with it; nil when nothing is.
    private static let values: [(field: String, value: JSONValue, message: String?)] = [
        ("name", "AB", "String should have at least 3 characters"),
        ("name", "", "String should have at least 3 characters"),
        ("name", "   ", nil),
        ("name", long(100), nil),
        ("name", long(101), "String should have at most 100 characters"),
        ("name", 123, "Input should be a valid string"),
        ("name", true, "Input should be a valid string"),
        ("name", ["a"], "Input should be a valid string"),
        ("name", "a\0b", "Value error, the text holds a NUL character"),
        ("description", "AB", "String should have at least 3 characters"),
        ("description", long(5000), nil),
        ("description", long(5001), "String should have at most 5000 characters"),
        ("systemPrompt", "AB", "String should have at least 3 characters"),
        ("systemPrompt", long(501), nil),
        ("systemPrompt", long(5001), "String should have at most 5000 characters"),
        ("provider", "AB", "String should have at least 3 characters"),
        ("provider", long(51), "String should have at most 50 characters"),
        ("provider", 5, "Input should be a valid string"),
        ("modelName", "", "String should have at least 1 character"),
        ("modelName", "m", nil),
        ("modelName", long(51), "String should have at most 50 characters"),
        ("temperature", .number(-0.1), "Input should be greater than or equal to 0"),
        ("temperature", .number(2.1), "Input should be less than or equal to 2"),
        ("temperature", 5, "Input should be less than or equal to 2"),
        ("temperature", 2, nil),
        ("temperature", "0.5", "Input should be a valid number"),
        ("temperature", "hot", "Input should be a valid number"),
        ("temperature", true, "Input should be a valid number"),
        ("askHuman", "true", "Input should be a valid boolean"),
        ("askHuman", 1, "Input should be a valid boolean"),
        ("interrupt", "no", "Input should be a valid boolean"),
        ("supportUnits", "ragbot", "Input should be a valid list"),
        ("supportUnits", ["a": 1], "Input should be a valid list"),
        ("supportUnits.0", ["ragbots", "ragbot"], units),
        ("supportUnits.1", ["ragbot", 7], units),
        ("supportUnits.1", ["ragbot", .null], units),
        ("supportUnits", ["ragbot", "ragbot"], nil),
        ("mcpIds", "m", "Input should be a valid list"),
        ("mcpIds.1", ["m", 1, 2], "Input should be a valid string"),
        ("extensionIds.0", [.null], "Input should be a valid string"),
        ("extensionIds", [""], nil),
    ]

    private static func long(_ count: Int) -> JSONValue { .string(String(repeating: "ü", count: count)) }

    @Test("Each field has its limits, at creation and update alike")
    func fields() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create()
            for (field, value, message) in Self.values {
                let name = String(field.prefix { $0 != "." })
                let creation = try JSONParser.parse(Array(AssistantClient.minimal.utf8)).members
                    .merging([name: value]) { _, new in new }
                let created = try await client.send(.post, "/create", body: JSONValue.object(creation).encoded)
                let update = JSONValue.object([name: value]).encoded
                let updated = try await client.send(.patch, "/\(id)/update-advanced-assistant", body: update)
                let expected = message.map { JSONValue.string("Validation error - \"\(field)\": \($0)") } ?? .null
                #expect(created["message"] == expected, "\(update)")
                #expect(updated["message"] == expected, "\(update)")
                #expect(
                    created.status == (message == nil ? 201 : 400) && (created["data"] == .null) == (message != nil)
                )
                #expect(updated.status == (message == nil ? 200 : 400))
            }
        }
    }

    @Test("A system prompt of 501 characters may be updated and not configured; a bad field changes nothing")
    func configuration() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create()
            let path = "/\(id)/update-config"
            for (count, status) in [(500, 200), (501, 400)] {
                let body = JSONValue.object(["systemPrompt": Self.long(count), "provider": "other"]).encoded
                #expect(try await client.send(.patch, path, body: body).status == status)
            }
            let bodies = [
                #"{"provider": "third", "temperature": 3}"#, #"{"provider": "third", "system_prompt": "x"}"#,
                #"{"provider": "third", "modelName": 4}"#, #"{"provider": "third", "interrupt": 0}"#,
            ]
            for body in bodies { #expect(try await client.send(.patch, path, body: body).status == 400) }
            let detail = try await client.send(.get, "/\(id)/get-detail")
            #expect(detail["data.systemPrompt"] == Self.long(500) && detail["data.provider"] == "other")
        }
    }

    private static let bodies: [(String, String, String)] = [
        ("{}", "name", "Field required"),
        (#"{"description": "Text"}"#, "name", "Field required"),
        (#"{"name": "Name"}"#, "description", "Field required"),
        (#"{"name": "Name", "systemPrompt": "Text"}"#, "description", "Field required"),
        (#"{"name": "Name", "description": "Text"}"#, "systemPrompt", "Field required"),
        (#"{"name": null, "description": "Text", "systemPrompt": "Text"}"#, "name", "Input should be a valid string"),
        (
            #"{"name": "Name", "description": "Text", "system_prompt": null}"#, "systemPrompt",
            "Input should be a valid string"
        ),
        (#"{"name": "AB", "description": 1, "temperature": 9}"#, "name", "String should have at least 3 characters"),
        (
            #"{"temperature": 9, "systemPrompt": "", "description": "Text", "name": "Name"}"#, "systemPrompt",
            "String should have at least 3 characters"
        ),
        ("[]", "body", "Input should be a valid dictionary or object to extract fields from"),
        ("null", "body", "Input should be a valid dictionary or object to extract fields from"),
        (#""text""#, "body", "Input should be a valid dictionary or object to extract fields from"),
        ("", "body", "Field required"),
        (#"{"name": "#, "body", "JSON decode error"),
        (#"{"name": "Name",}"#, "body", "JSON decode error"),
        ("{'name': 1}", "body", "JSON decode error"),
        (#"{"temperature": NaN}"#, "body", "JSON decode error"),
    ]

    @Test("Of all that is wrong with a body the first is told, in the order of the document's table", arguments: bodies)
    func firstIssue(body: String, field: String, message: String) async throws {
        try await AssistantClient.run { client in
            let answer = try await client.send(.post, "/create", body: body)
            #expect(answer.status == 400)
            #expect(answer["message"] == .string("Validation error - \"\(field)\": \(message)"))
        }
    }

    private static let integer = "Input should be a valid integer, unable to parse string as an integer"
    private static let queries: [(String, String, String)] = [
        ("page_number=0", "pageNumber", "Input should be greater than or equal to 1"),
        ("pageNumber=-1", "pageNumber", "Input should be greater than or equal to 1"),
        ("max_per_page=0", "maxPerPage", "Input should be greater than or equal to 1"),
        ("max_per_page=101", "maxPerPage", "Input should be less than or equal to 100"),
        ("page_number=abc", "pageNumber", integer),
        ("page_number=", "pageNumber", integer),
        ("max_per_page=1.5", "maxPerPage", integer),
        ("page_number=99999999999999999999", "pageNumber", integer),
        ("page_number=0&max_per_page=150", "pageNumber", "Input should be greater than or equal to 1"),
        (
            "assistant_type=robot&page_number=0", "assistantType",
            "Input should be 'general_assistant' or 'advanced_assistant'"
        ),
        ("assistant_type=", "assistantType", "Input should be 'general_assistant' or 'advanced_assistant'"),
        ("page_number=1&pageNumber=0", "pageNumber", "Input should be greater than or equal to 1"),
    ]

    @Test("Parameters of a list have their limits", arguments: queries)
    func listIssue(query: String, field: String, message: String) async throws {
        try await AssistantClient.run { client in
            let answer = try await client.send(.get, "/get-all?\(query)")
            #expect(answer.status == 400 && answer["data"] == .null)
            #expect(answer["message"] == .string("Validation error - \"\(field)\": \(message)"))
        }
    }

    @Test("What is too large, of another path or another method is told in the envelope")
    func unrouted() async throws {
        var settings = ServerConfiguration()
        settings.maximumBodyByteCount = 1024
        try await AssistantClient.run(settings) { client in
            let large = try await client.send(.post, "/create", body: String(repeating: " ", count: 1025))
            #expect(large.status == 413)
            let user = try #require(HTTPField.Name("x-user-id"))
            let requests: [(HTTPRequest.Method, String, Int)] = [
                (.get, "/create", 405), (.delete, "/x/get-detail", 405), (.get, "/none", 404), (.get, "", 404),
                (.get, "/x/none", 404), (.get, "/x%2Fy/get-detail", 404), (.delete, "/ada/x/y/z", 404),
                (.post, "/get-all", 405), (.put, "/x/documents", 405),
            ]
            for (method, path, status) in requests {
                let answer = try await client.server.send(
                    method,
                    AssistantClient.prefix + path,
                    key: nil,
                    headers: [user: "ada"]
                )
                #expect(answer.status == status, "\(method) \(path)")
                #expect(answer.members == ["status", "message", "data"], "\(method) \(path)")
                #expect(answer["status"] == .integer(Int64(status)) && answer["data"] == .null)
                #expect((answer.headers[.allow] != nil) == (status == 405))
            }
        }
    }
}
