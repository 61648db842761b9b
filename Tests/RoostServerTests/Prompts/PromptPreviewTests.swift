import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Previews of prompts", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct PromptPreviewTests {
    @Test("The built-in model answers, and the document's examples are accepted", arguments: ChatPrefix.all)
    func extractive(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let id = try await server.makePrompt("t", content: "Summarize the following text: {text}")
            let variables = #""variables": {"text": "Sample text to summarize"}"#
            for source in [#""prompt_id": \#(id)"#, #""content": "Summarize this text: {text}""#] {
                let answer = try await server.send(
                    .post,
                    "\(prefix.path)/prompts/preview",
                    user: "5",
                    body: "{\(source), \(variables)}"
                )
                #expect(answer.status == 200)
                #expect(answer["preview"]?.stringValue?.isEmpty == false)
                #expect(answer["tokens_used"]?.integerValue ?? 0 > 0)
                #expect(answer["model_used"] == "extractive" && answer["missing_variables"] == [])
                #expect(answer.headers[.connection] == nil)
            }
            #expect(try await server.prompts()["items.0.usage_count"] == 1)
        }
    }

    @Test(
        "Placeholders are filled once, and what has no value stays",
        arguments: [
            (#"A {x} B {x}"#, ["x": "1"], "A 1 B 1", []),
            ("{a}{b}", ["a": "{b}", "b": "{a}"], "{b}{a}", []),
            ("{missing} {a} {other} {missing}", ["a": "!"], "{missing} ! {other} {missing}", ["missing", "other"]),
            (#"{"k": {a}} {{a}} { a } {1} {} {a"#, ["a": "v"], #"{"k": v} {v} { a } {1} {} {a"#, []),
            ("{_a1} {é} {a-b}", ["_a1": "x", "é": "y", "a-b": "z"], "x {é} {a-b}", []),
            ("{n} {f} {g} {t}", ["n": -3, "f": .number(0.5), "g": .number(1e21), "t": true], "-3 0.5 1e+21 true", []),
            ("ohne {", ["unused": "u"], "ohne {", []), ("🐙{a}🐙", ["a": "é"], "🐙é🐙", []),
        ] as [(String, [String: JSONValue], String, [JSONValue])]
    )
    func filling(
        content: String,
        variables: [String: JSONValue],
        expected: String,
        missing: [JSONValue]
    ) async throws {
        try await ScriptedModel.run(saying: ["An ", "answer."]) { server, provider in
            let answer = try await server.preview(["content": .string(content), "variables": .object(variables)])
            #expect(answer.status == 200)
            #expect(answer["preview"] == "An answer." && answer["model_used"] == "scripted")
            #expect(answer["tokens_used"] == 133 && answer["missing_variables"] == .array(missing))
            #expect(answer.headers[.connection] == "close")
            let request = try #require(provider.requests.first)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
            #expect(body["messages"]?.elements.map { $0["content"] } == [.string(expected)])
            #expect(body["temperature"] == .number(0.7))
        }
    }

    @Test("A stored prompt goes before a content, and its uses are counted")
    func stored() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, provider in
            let id = try await server.makePrompt("t", content: "stored {a}")
            for number in [JSONValue.integer(id), .string("\(id)")] {
                let answer = try await server.preview(["prompt_id": number, "content": "given", "variables": .null])
                #expect(answer.status == 200 && answer["missing_variables"] == ["a"])
            }
            #expect(provider.requests.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains("stored {a}") })
            _ = try await server.preview(["content": "given"])
            let read = try await server.send(.get, "/api/chat/prompts/\(id)", user: "5")
            #expect(read["usage_count"] == 2 && read["updated_at"] == read["created_at"])
        }
    }

    @Test("Twenty previews at once are twenty, of a template as well")
    func parallel() async throws {
        try await TestServer.run { server in
            let own = try await server.makePrompt("t", content: "Say {text}")
            let list = try await server.send(.get, "/api/chat/prompts", user: "5")
            let template = list["items"]?.elements.first { $0["is_template"] == true }?["id"]?.integerValue
            for id in [own, try #require(template)] {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            let variables: JSONValue = ["text": .integer(Int64(number))]
                            return try await server.preview(["prompt_id": .integer(id), "variables": variables]).status
                        }
                    }
                    for try await status in group { #expect(status == 200) }
                }
                let read = try await server.send(.get, "/v1/chat/prompts/\(id)", user: "5")
                #expect(read["usage_count"] == 20)
            }
        }
    }

    @Test("What is no use is not counted")
    func failures() async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: 401, #"{"error":{"message":"no"}}"#) }
        try await ScriptedModel.run(script) { server, _ in
            let id = try await server.makePrompt("t")
            let answer = try await server.preview(["prompt_id": .integer(id)])
            #expect(answer.status == 503 && answer.members == ["detail"])
            #expect(answer.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 0)
            #expect(answer.headers[.connection] == "close")
            #expect(!answer.text.contains(ScriptedModel.key))
            #expect(try await server.prompts()["items.0.usage_count"] == 0)
            for number in [JSONValue.integer(id + 1), .number(1e30), 0, .integer(.min)] {
                let unknown = try await server.preview(["prompt_id": number])
                #expect(unknown.status == 404 && unknown.json == ["detail": "Prompt not found"])
            }
        }
    }

    @Test("A small body cannot ask for a prompt that is large beyond measure, or for an empty one")
    func sizes() async throws {
        try await TestServer.run { server in
            let content = String(repeating: "{x}", count: 30_000)
            let value = String(repeating: "long ", count: 30_000)
            let large = try await server.preview(["content": .string(content), "variables": ["x": .string(value)]])
            #expect(large.status == 400 && large["detail"] == "The filled prompt is longer than 1048576 bytes")
            for body: JSONValue in [["content": "{x}", "variables": ["x": ""]], ["content": "  \n"]] {
                #expect(try await server.preview(body).status == 400)
            }
        }
    }

    @Test("A client that leaves stops the generation, and nothing is counted")
    func disconnect() async throws {
        let begun = Signal<Void>()
        let stopped = Signal<ContinuousClock.Instant>()
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("The answer ")
            begun.fire(())
            stopped.fire(try await exchange.clientClosed.wait())
        }
        try await ScriptedModel.run(script) { server, _ in
            let id = try await server.makePrompt("t")
            let token = try await TestServer.token(for: "5")
            let request = OutgoingRequest(
                method: "POST",
                url: try server.url.appending(path: "api/chat/prompts/preview"),
                headers: ["Authorization": "Bearer \(token)", "Content-Type": "application/json"],
                body: Array(#"{"prompt_id": \#(id)}"#.utf8)
            )
            let client = Task {
                try await HTTPClient().withResponse(to: request) { response in
                    for try await _ in response.body {}
                }
            }
            try await begun.wait()
            let left = ContinuousClock.now
            client.cancel()
            // On an idle machine a few milliseconds.
            #expect(left.duration(to: try await stopped.wait()) < .seconds(5))
            _ = await client.result
            #expect(try await server.prompts()["items.0.usage_count"] == 0)
        }
    }
}
