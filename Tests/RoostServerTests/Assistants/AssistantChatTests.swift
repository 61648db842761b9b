import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Chatting with assistants", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantChatTests {
    @Test("A model gets the assistant's prompt and temperature, the history and the message")
    func model() async throws {
        try await ScriptedModel.run(saying: ["Good ", "day."]) { server, provider in
            let client = try await AssistantClient(server)
            let id = try await client.create(["systemPrompt": "Speak like a duke.", "temperature": .number(1.25)])
            let body = """
                {"message": "And you?", "history": [{"role": "user", "content": "I am well."},
                {"role": "assistant", "content": "So I see."}]}
                """
            let answer = try await client.send(.post, "/\(id)/chat", body: body)
            #expect(answer.status == 200)
            let expected: JSONValue = [
                "reply": "Good day.", "citations": [], "modelName": "scripted", "grounded": .null,
            ]
            #expect(answer["data"] == expected)
            let request = try #require(provider.requests.first)
            let sent = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
            #expect(sent["temperature"] == .number(1.25))
            let messages = sent["messages"]?.elements ?? []
            #expect(messages.compactMap { $0["role"]?.stringValue } == ["system", "user", "assistant", "user"])
            #expect(
                messages.compactMap { $0["content"] } == ["Speak like a duke.", "I am well.", "So I see.", "And you?"]
            )
        }
    }

    @Test("A model's answer from documents cites them")
    func citations() async throws {
        try await ScriptedModel.run(saying: ["The capital of France is Paris [1]."]) { server, _ in
            let client = try await AssistantClient(server)
            let id = try await client.create(["supportUnits": ["ragbot"], "modelName": "no-such-model"])
            _ = try await client.upload("facts.txt", "Paris is the capital of France.", to: id)
            let answer = try await client.send(.post, "/\(id)/chat", body: #"{"message": "What is its capital?"}"#)
            #expect(answer.status == 200 && answer["data.grounded"] == "yes")
            #expect(answer["data.citations.0.document"] == "facts.txt")
            #expect(answer["data.citations.0.page"] == .null)
            #expect(answer["data.citations.0.text"] == "Paris is the capital of France.")
        }
    }

    @Test("A model that fails is 503 with the time to come back", arguments: [401, 400, 429, 500, 503])
    func failure(status: Int) async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.reply(
                status: status,
                headers: [("Retry-After", "3600")],
                #"{"error": {"message": "no"}}"#
            )
        }
        try await ScriptedModel.run(script) { server, _ in
            let client = try await AssistantClient(server)
            let id = try await client.create()
            let answer = try await client.send(.post, "/\(id)/chat", body: #"{"message": "Hello"}"#)
            #expect(answer.status == 503 && answer.headers[.retryAfter] != nil)
            #expect(answer.headers[.connection] == "close")
            #expect(answer["message"]?.stringValue?.contains("127.0.0.1") == false)
        }
    }

    private static let roles = "Input should be 'user' or 'assistant'"
    private static let bodies: [(body: String, field: String, message: String)] = [
        ("{}", "message", "Field required"),
        (#"{"message": null}"#, "message", "Input should be a valid string"),
        (#"{"message": 1}"#, "message", "Input should be a valid string"),
        (#"{"message": ""}"#, "message", "String should have at least 1 character"),
        (#"{"message": " \n"}"#, "message", "Value error, the message is blank"),
        (#"{"message": "a", "history": "b"}"#, "history", "Input should be a valid list"),
        (#"{"message": "a", "history": [{"role": "system", "content": "c"}]}"#, "history.0.role", roles),
        (#"{"message": "a", "history": [{"content": "c"}]}"#, "history.0.role", "Field required"),
        (#"{"message": "a", "history": [{"role": "user"}]}"#, "history.0.content", "Field required"),
        (
            #"{"message": "a", "history": [{"role": "user", "content": null}]}"#, "history.0.content",
            "Input should be a valid string"
        ),
        ("[", "body", "JSON decode error"),
    ]

    @Test("A message has 1 to 32,000 characters, a history roles and contents")
    func validation() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create()
            for (body, field, message) in Self.bodies {
                let answer = try await client.send(.post, "/\(id)/chat", body: body)
                #expect(answer.status == 400)
                #expect(answer["message"] == .string("Validation error - \"\(field)\": \(message)"))
            }
            for (count, status) in [(32_000, 200), (32_001, 400)] {
                let body = JSONValue.object(["message": .string(String(repeating: "é", count: count))]).encoded
                #expect(try await client.send(.post, "/\(id)/chat", body: body).status == status)
            }
            let empty = #"{"message": "Hello", "history": null}"#
            #expect(try await client.send(.post, "/\(id)/chat", body: empty).status == 200)
        }
    }
}
