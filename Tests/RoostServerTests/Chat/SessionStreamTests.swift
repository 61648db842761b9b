import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Streamed replies of the Chat API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionStreamTests {
    @Test("Pieces are text as it is, and the end is [DONE]", arguments: ["/v1/chat", "/api/chat"])
    func frames(prefix: String) async throws {
        try await ScriptedModel.run(saying: ["Once", " upon", "  a time\nthere was", " a heron."]) { server, _ in
            let client = SessionClient(server: server, prefix: prefix)
            let answer = try await client.say("Tell me a story")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/event-stream")
            #expect(answer.headers[.cacheControl] == "no-cache")
            let model = try #require(HTTPField.Name("X-Model"))
            #expect(answer.headers[model] == "gpt-4")
            let frames = "data: Once\n\ndata:  upon\n\ndata:   a time\ndata: there was\n\ndata:  a heron.\n\n"
            #expect(answer.text == frames + "data: [DONE]\n\n")
            let session = try #require(answer.sessionNumber)
            let transcript = ["user: Tell me a story", "assistant: Once upon  a time\nthere was a heron."]
            #expect(try await client.transcript(of: session) == transcript)
        }
    }

    @Test(
        "No text is taken for the end, and no event is blank",
        arguments: [
            (["[DONE]", " said the heron"], ["[DO", "NE]", " said the heron"]),
            (["It said ", "[DONE]"], ["It said ", "[DO", "NE]"]),
            (["[DONE]"], ["[DO", "NE]"]),
            (["a\n [DONE]\nb"], ["a\n [DO", "NE]\nb"]),
            (["a", "\n", "\n", "b\n", "c\r\n", "\n"], ["a", "\n\nb", "\nc"]),
            (["Not [DONE] yet"], ["Not [DO", "NE] yet"]),
        ]
    )
    func markers(pieces: [String], expected: [String]) async throws {
        try await ScriptedModel.run(saying: pieces) { server, _ in
            let answer = try await SessionClient(server: server).say("Hello?")
            #expect(try answer.pieces == expected + ["[DONE]"])
            #expect(answer.text.hasSuffix("\n\ndata: [DONE]\n\n"))
            #expect(answer.text.components(separatedBy: "data: [DONE]\n").count == 2)
        }
    }

    @Test("A whole reply is one JSON object in OpenAI's form")
    func completion() async throws {
        try await ScriptedModel.run(saying: ["Hello", " there.\n"]) { server, provider in
            let client = SessionClient(server: server)
            let answer = try await client.say("Hi", more: ["stream": false, "max_tokens": 5, "temperature": 2])
            #expect(answer.status == 200)
            #expect(answer["object"] == "chat.completion")
            #expect(answer["model"] == "gpt-4")
            #expect(answer["choices.0.message"] == ["role": "assistant", "content": "Hello there."])
            #expect(answer["choices.0.finish_reason"] == "stop")
            #expect(answer["usage.total_tokens"] == 133)
            let session = try #require(answer.sessionNumber)
            #expect(answer["session_id"] == .integer(session))
            #expect(try await client.transcript(of: session) == ["user: Hi", "assistant: Hello there."])
            let body = try JSONParser.parse(try #require(provider.requests.first).body)
            #expect(body["temperature"]?.integerValue ?? 2 == 2)
            #expect(body["max_tokens"] == 5 || body["max_completion_tokens"] == 5)
        }
    }

    @Test("The temperature is 0.7 unless another is asked for; instructions come first and once")
    func prompt() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, provider in
            let client = SessionClient(server: server)
            let first = try await client.stream([
                ("system", "Be brief."), ("developer", "Be kind."), ("user", "One?"), ("assistant", "Calling."),
                ("tool", "It is two."),
            ])
            let session = try #require(first.sessionNumber)
            _ = try await client.stream([("system", "Be brief."), ("user", "Three?")], in: session)
            let bodies = try provider.requests.map { try JSONParser.parse($0.body) }
            #expect(bodies.first?["temperature"] == .number(0.7))
            let messages = bodies.map { body in
                body["messages"]?.elements.map {
                    "\($0["role"]?.stringValue ?? ""): \($0["content"]?.stringValue ?? "")"
                }
            }
            let system = "system: Be brief.\n\nBe kind."
            #expect(messages.first == [system, "assistant: Calling.", "user: It is two.", "user: One?"])
            #expect(
                messages.last == [
                    system, "user: One?", "assistant: Calling.", "user: It is two.", "assistant: Yes.", "user: Three?",
                ]
            )
        }
    }

    @Test("A model that cannot be had is 503 before the stream, and nothing is stored", arguments: [true, false])
    func unavailable(isStreamed: Bool) async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: 401, #"{"error":{"message":"no"}}"#) }
        try await ScriptedModel.run(script) { server, _ in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            for number in [nil, session] {
                let answer = try await client.say("Hello?", in: number, more: ["stream": .bool(isStreamed)])
                #expect(answer.status == 503)
                #expect(answer.members == ["detail"])
                // Neither what the provider said nor where it is.
                #expect(answer["detail"] == "The language model cannot answer now; try again later.")
            }
            #expect(try await client.get("history")["total"] == 1)
            #expect(try await client.transcript(of: session) == [])
        }
    }

    @Test("NUL characters of a model are left out, and the reply is kept")
    func nulCharacters() async throws {
        try await ScriptedModel.run(saying: ["Once\0 ", "\0", "upon"]) { server, _ in
            let client = SessionClient(server: server)
            let answer = try await client.say("Tell me a story")
            #expect(answer.text == "data: Once \n\ndata: upon\n\ndata: [DONE]\n\n")
            let transcript = ["user: Tell me a story", "assistant: Once upon"]
            #expect(try await client.transcript(of: #require(answer.sessionNumber)) == transcript)
        }
    }

    @Test("A reply that breaks off ends with an error event; what was seen is kept")
    func breaksOff() async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("Once upon ")
            try await exchange.cut()
        }
        try await ScriptedModel.run(script) { server, _ in
            let client = SessionClient(server: server)
            let answer = try await client.say("Tell me a story")
            #expect(answer.status == 200)
            let detail = "The language model cannot answer now; try again later."
            #expect(answer.text == "data: Once upon \n\nevent: error\ndata: {\"detail\":\"\(detail)\"}\n\n")
            let session = try #require(answer.sessionNumber)
            let transcript = ["user: Tell me a story", "assistant: Once upon "]
            #expect(try await client.transcript(of: session) == transcript)
        }
    }

    @Test("A client that leaves stops the generation, and what was produced is kept")
    func disconnect() async throws {
        let begun = Signal<Void>()
        let stopped = Signal<ContinuousClock.Instant>()
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("Once upon ")
            stopped.fire(try await exchange.clientClosed.wait())
        }
        try await ScriptedModel.run(script) { server, _ in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            let request = try await Self.request(to: server, session: session)
            let reading = Task {
                try await HTTPClient().withResponse(to: request) { response in
                    for try await _ in response.body { begun.fire(()) }
                }
            }
            try await begun.wait()
            reading.cancel()
            try await stopped.wait()
            _ = await reading.result
            // The part is stored while the connection is taken down.
            while try await client.transcript(of: session).count < 2 { await Task.yield() }
            let transcript = ["user: Tell me a story", "assistant: Once upon "]
            #expect(try await client.transcript(of: session) == transcript)
        }
    }

    private static func request(to server: TestServer, session: Int64) async throws -> OutgoingRequest {
        OutgoingRequest(
            method: "POST",
            url: try server.url.appending(path: "v1/chat/stream"),
            headers: [
                "Authorization": "Bearer \(try await TestServer.token(for: "7"))", "Content-Type": "application/json",
            ],
            body: Array(
                """
                {"model": "gpt-4", "session_id": \(session),
                "messages": [{"role": "user", "content": "Tell me a story"}]}
                """.utf8
            )
        )
    }

    @Test("A silent model keeps the connection alive with comments", .timeLimit(.minutes(2)))
    func ping() async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await Task.sleep(for: .seconds(16))
            try await exchange.say(["late"], afterHead: true)
        }
        try await ScriptedModel.run(script) { server, _ in
            let client = SessionClient(server: server)
            let answer = try await client.say("Hello?")
            #expect(answer.text == ": ping\n\ndata: late\n\ndata: [DONE]\n\n")
            let session = try #require(answer.sessionNumber)
            #expect(try await client.transcript(of: session) == ["user: Hello?", "assistant: late"])
        }
    }
}
