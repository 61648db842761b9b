import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("CriaBot with a model on the network", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AnsweringModelTests {
    private static let fact = "Paris is the capital of France and its largest city."
    private static let alone = #""llm_generate_related_prompts": false"#
    private static let open = #""min_k": 0, "min_n": 0, "# + alone

    @Test("An answer shows only citations of passages that were given and support it, with the server's usage")
    func answers() async throws {
        let pieces = ["The capital of Fr", "ance is Paris [", "1][7", "]. It has forty million cats [1]."]
        try await ScriptedModel.run(saying: pieces) { server, provider in
            _ = try await server.makeBot("b", parameters: Self.open + #", "system_message": "Be kind.", "top_p": 0.5"#)
            try await server.upload("facts.json", nodes: [Self.fact], to: "b")
            let answer = try await server.ask("What is the capital of France?", of: "b", inChat: server.startChat())
            let text = "The capital of France is Paris [1]. It has forty million cats."
            #expect(answer.status == 200)
            #expect(answer["reply.message"] == .string(text))
            #expect(answer["reply.content.content"] == .string(text))
            #expect(answer["reply.completion_usage.prompt_tokens"] == .integer(111))
            #expect(answer["reply.total_usage.total_tokens"] == .integer(133))
            #expect(answer["reply.content.metadata.grounded"] == .string("partly"))
            #expect(answer["reply.content.metadata.citations.0.document"] == .string("facts.json"))
            #expect(answer["reply.content.metadata.citations.0.text"] == .string(Self.fact))
            #expect(answer["reply.content.metadata.sentences.1.support"] == .string("unsupported"))
            #expect(answer["reply.context.context_type"] == .string("TEXT"))

            let request = try #require(provider.requests.first)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
            #expect(body["temperature"] == .number(0.9) && body["top_p"] == .number(0.5))
            guard case .array(let messages)? = body["messages"] else { throw UnexpectedAnswer(answer) }
            #expect(messages.map { $0["role"]?.stringValue } == ["system", "system", "user"])
            #expect(messages.first?["content"] == .string("Be kind."))
            #expect(messages[1]["content"]?.stringValue?.contains("[DOCUMENT #1]\n\(Self.fact)") == true)
            #expect(messages.last?["content"] == .string("What is the capital of France?"))
        }
    }

    @Test("A streamed answer comes piece by piece, checked, and is kept in the chat")
    func streams() async throws {
        let pieces = ["The capital of France is ", "Paris [1]", "[9]. ", "More"]
        try await ScriptedModel.run(saying: pieces) { server, _ in
            _ = try await server.makeBot("b", parameters: Self.open)
            try await server.upload("facts.json", nodes: [Self.fact], to: "b")
            let chat = try await server.startChat()
            let answer = try await server.send(
                .post,
                "/bots/chats/\(chat)/stream",
                body: #"{"prompt": "What is the capital of France?", "bot_name": "b"}"#
            )
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType]?.hasPrefix("text/event-stream") == true)
            let events = try answer.events
            let types = events.compactMap { $0["type"]?.stringValue }
            #expect(types.first == "status" && types.suffix(2) == ["citations", "done"])
            #expect(types.dropFirst().dropLast(2).allSatisfy { $0 == "chunk" } && types.count > 5)
            let text = events.compactMap { $0["content"]?.stringValue }.joined()
            #expect(text == "The capital of France is Paris [1]. More")
            #expect(events.last?["reply"]?["message"] == .string(text))
            let sources = try #require(events.dropLast().last?["sources"])
            guard case .array(let list) = sources else { throw UnexpectedAnswer(answer) }
            #expect(list.map { $0["id"] } == [.integer(1)])
            #expect(list.first?["display"] == .string("facts.json"))
            let history = try await server.send(.get, "/bots/chats/\(chat)/history")
            #expect(history["history.1.blocks.0.text"] == .string(text))
        }
    }

    @Test("What fails before the first event is answered as JSON")
    func streamFailsEarly() async throws {
        try await ScriptedModel.run(saying: []) { server, _ in
            _ = try await server.makeBot("b")
            let body = #"{"prompt": "Hello?", "bot_name": "b"}"#
            let answer = try await server.send(.post, "/bots/chats/unknown/stream", body: body)
            #expect(answer.status == 404 && answer["code"] == .string("NOT_FOUND"))
            let refused = try await server.send(.post, "/bots/chats/unknown/stream", key: nil, body: body)
            #expect(refused.status == 401)
        }
    }

    @Test(
        "Without context, guess, message and admission are as the contract's table has them",
        arguments: [
            (#""no_context_llm_guess": true"#, "said", 1, "it is a guess"),
            (
                #""no_context_llm_guess": true, "no_context_use_message": true, "no_context_message": "Hm.""#,
                "Hm.\n\nsaid", 1,
                "conjunction"
            ),
            (#""no_context_llm_guess": false, "no_context_message": "Hm.""#, "Hm.", 0, ""),
            (#""no_context_llm_guess": false, "no_context_message": """#, "said", 1, "do not know"),
        ]
    )
    func withoutContext(parameters: String, expected: String, calls: Int, instruction: String) async throws {
        try await ScriptedModel.run(saying: ["said", "[1]"]) { server, provider in
            _ = try await server.makeBot("b", parameters: "\(parameters), \(Self.alone)")
            let answer = try await server.ask("What is the capital of France?", of: "b", inChat: server.startChat())
            #expect(answer["reply.message"] == .string(expected))
            #expect(answer["reply.context"] == .null)
            #expect(answer["reply.total_usage.total_tokens"] == .integer(calls == 0 ? 0 : 133))
            #expect(provider.requests.count == calls)
            #expect(provider.requests.allSatisfy { String(decoding: $0.body, as: UTF8.self).contains(instruction) })
        }
    }

    @Test("A follow-up costs no more than a first question")
    func followUp() async throws {
        try await ScriptedModel.run(saying: ["Paris [1]."]) { server, provider in
            _ = try await server.makeBot("b", parameters: Self.open)
            try await server.upload("facts.json", nodes: [Self.fact], to: "b")
            let chat = try await server.startChat()
            _ = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
            let answer = try await server.ask("How large is it?", of: "b", inChat: chat)
            #expect(answer["reply.total_usage.total_tokens"] == .integer(133))
            #expect(provider.requests.count == 2)
            _ = try await server.send(.patch, "/bots/b/manage/update", body: #"{"min_k": 1}"#)
            let unanswered = try await server.ask("And how old is it?", of: "b", inChat: chat)
            #expect(unanswered["reply.message"] == .string("Sorry, I'm not sure about that."))
            #expect(provider.requests.count == 2)
        }
    }

    @Test("A provider's failure is told, without its key, and leaves the chat as it was")
    func failures() async throws {
        let cases = [(401, 502, "ERROR"), (404, 502, "ERROR"), (400, 400, "OPENAI_FILTER")]
        for (status, expected, code) in cases {
            let script: LoopbackServer.Script = { exchange in
                let kind = status == 400 ? "content_filter" : "other"
                let error = #"{"error":{"message":"no \#(ScriptedModel.key)","code":"\#(kind)"}}"#
                try await exchange.reply(status: status, error)
            }
            try await ScriptedModel.run(script) { server, _ in
                _ = try await server.makeBot("b", parameters: Self.open)
                try await server.upload("facts.json", nodes: [Self.fact], to: "b")
                let chat = try await server.startChat()
                let answer = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
                #expect(answer.status == expected && answer["code"] == .string(code))
                #expect(answer["reply"] == .null)
                // Neither what the provider said nor where it is.
                let told = ["no sk-", ScriptedModel.key, "127.0.0.1"].filter { answer.text.contains($0) }
                #expect(told == [])
                // It was watched for the client's leaving, and is of no more use.
                #expect(answer.headers[.connection] == "close")
                let history = try await server.send(.get, "/bots/chats/\(chat)/history")
                #expect(history["history"] == .array([]))
            }
        }
    }

    @Test("A stream that breaks off ends with an error event, and nothing is kept")
    func breaksOff() async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("The capital ")
            try await exchange.cut()
        }
        try await ScriptedModel.run(script) { server, _ in
            _ = try await server.makeBot("b", parameters: Self.open)
            try await server.upload("facts.json", nodes: [Self.fact], to: "b")
            let chat = try await server.startChat()
            let answer = try await server.send(
                .post,
                "/bots/chats/\(chat)/stream",
                body: #"{"prompt": "What is the capital of France?", "bot_name": "b"}"#
            )
            let events = try answer.events
            #expect(events.last?["type"] == .string("error"))
            #expect(events.last?["message"] == "The language model cannot answer now; try again later.")
            #expect(try await server.send(.get, "/bots/chats/\(chat)/history")["history"] == .array([]))
        }
    }

    @Test("A client that leaves stops the generation upstream", arguments: ["stream", "send"])
    func disconnect(route: String) async throws {
        let begun = Signal<Void>()
        let stopped = Signal<ContinuousClock.Instant>()
        let script: LoopbackServer.Script = { exchange in
            try await exchange.sendHead()
            try await exchange.say("The capital ")
            begun.fire(())
            stopped.fire(try await exchange.clientClosed.wait())
        }
        try await ScriptedModel.run(script) { server, _ in
            _ = try await server.makeBot("b", parameters: Self.open)
            try await server.upload("facts.json", nodes: [Self.fact], to: "b")
            let chat = try await server.startChat()
            let request = OutgoingRequest(
                method: "POST",
                url: try server.url.appending(path: "bots/chats/\(chat)/\(route)"),
                headers: ["X-API-Key": TestServer.masterKey, "Content-Type": "application/json"],
                body: Array(#"{"prompt": "What is the capital of France?", "bot_name": "b"}"#.utf8)
            )
            let client = Task {
                try await HTTPClient().withResponse(to: request) { response in
                    for try await _ in response.body {}
                }
            }
            try await begun.wait()
            let left = ContinuousClock.now
            client.cancel()
            let end = try await stopped.wait()
            // On an idle machine a few milliseconds.
            #expect(left.duration(to: end) < .seconds(5))
            _ = await client.result
            #expect(try await server.send(.get, "/bots/chats/\(chat)/history")["history"] == .array([]))
        }
    }
}
