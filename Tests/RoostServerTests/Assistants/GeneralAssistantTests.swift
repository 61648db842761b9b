import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("The general assistant", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct GeneralAssistantTests {
    private static let path = "/get-or-create-general-assistant"

    @Test("It is made once for each user, as the document shows it")
    func creation() async throws {
        try await AssistantClient.run { client in
            let first = try await client.send(.get, Self.path)
            #expect(first.status == 201 && first["message"] == .null)
            var data = first["data"]?.members ?? [:]
            for name in ["id", "teams", "createdAt"] { data[name] = nil }
            #expect(
                data == [
                    "userId": "ada", "name": "General Assistant", "assistantType": "general_assistant",
                    "description": "A helpful general assistant for everyday tasks and conversations.",
                    "systemPrompt": "You are a helpful, friendly, and knowledgeable general assistant.",
                    "provider": "openai", "modelName": "gpt-3.5-turbo", "temperature": .number(0.7), "askHuman": false,
                    "interrupt": false, "mainUnit": "chatbot", "supportUnits": ["ragbot", "searchbot"],
                ]
            )
            let second = try await client.send(.get, Self.path, role: "admin")
            #expect(second.status == 200 && second["data"] == first["data"])
            let other = try await client.send(.get, Self.path, user: "bob")
            #expect(other.status == 201 && other["data.id"] != first["data.id"])
        }
    }

    @Test("Fifty calls at once make one")
    func parallel() async throws {
        try await AssistantClient.run { client in
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<50 { group.addTask { try await client.send(.get, Self.path) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(answers.count { $0.status == 200 } == 49)
            #expect(Set(answers.map { $0["data"] }).count == 1)
            #expect(try await client.send(.get, "/get-all")["data.assistants"]?.elements.count == 1)
        }
    }

    @Test("It cannot be updated or deleted as an advanced one")
    func wrongKind() async throws {
        try await AssistantClient.run { client in
            let id = try #require(try await client.send(.get, Self.path)["data.id"]?.stringValue)
            let answers = [
                try await client.send(.patch, "/\(id)/update-advanced-assistant", body: #"{"name": "Mine"}"#),
                try await client.send(.delete, "/\(id)/soft-delete-advanced-assistant"),
                try await client.send(.delete, "/ada/\(id)/hard-delete-advanced-assistant"),
            ]
            for answer in answers { #expect(answer.status == 404 && answer["message"] == "Assistant not found") }
            #expect(try await client.send(.get, Self.path)["data.name"] == "General Assistant")
        }
    }
}
