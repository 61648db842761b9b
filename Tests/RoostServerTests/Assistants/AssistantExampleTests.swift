import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Examples of the Assistants API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantExampleTests {
    /// The bodies that the API's document shows for `create`, but for the one that is the description's example.
    private static let creations = [
        """
        {"name": "Research Helper", "description": "Helps with research tasks and information gathering",
        "systemPrompt": "You are a research assistant. Help users find and analyze information.", "provider": "openai",
        "modelName": "gpt-4", "temperature": 0.3, "supportUnits": ["ragbot", "searchbot"]}
        """,
        """
        {"name": "Productivity Assistant", "description": "Assists with productivity tasks using various tools",
        "systemPrompt": "You are a productivity assistant with access to various tools.", "provider": "anthropic",
        "modelName": "claude-3-sonnet", "temperature": 0.5, "askHuman": true, "supportUnits": ["ragbot"],
        "extensionIds": ["calendar-ext", "email-ext"]}
        """,
    ]

    @Test("Those of the document are accepted")
    func document() async throws {
        try await AssistantClient.run { client in
            for body in Self.creations {
                let answer = try await client.send(.post, "/create", body: body)
                #expect(answer.status == 201)
                for (name, value) in try JSONParser.parse(Array(body.utf8)).members {
                    #expect(answer["data"]?[name] == value)
                }
                let id = try #require(answer["data.id"]?.stringValue)
                let configuration = """
                    {"systemPrompt": "Updated prompt for better performance", "temperature": 0.7, "askHuman": false}
                    """
                #expect(try await client.send(.patch, "/\(id)/update-config", body: configuration).status == 200)
            }
        }
    }

    @Test("Those of the description fit their schemas and are accepted")
    func description() async throws {
        try await AssistantClient.run { client in
            let description = try await client.server.description()
            let id = try await client.create()
            let operations = description.operations.filter { operation in
                operation.path.hasPrefix(AssistantClient.prefix + "/") && operation.body != nil
            }
            #expect(operations.count == 4)
            for operation in operations {
                let example = try #require(operation.body?["example"])
                let schema = try #require(operation.body?["schema"])
                #expect(description.validator.mismatches(of: example, with: schema) == [])
                let path = String(operation.path.dropFirst(AssistantClient.prefix.count))
                    .replacing("{assistant_id}", with: id)
                let method = try #require(HTTPRequest.Method(operation.method))
                let answer = try await client.send(method, path, body: example.encoded)
                #expect(answer.status == (path == "/create" ? 201 : 200), "\(path)")
            }
        }
    }
}
