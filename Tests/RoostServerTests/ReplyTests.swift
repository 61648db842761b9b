import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct ReplyTests {
    private static let facts = [
        "Paris is the capital of France and its largest city.",
        "The Danube flows through ten countries before it reaches the Black Sea.",
        "Honey bees visit about two million flowers for one jar of honey.",
    ]

    private func withFacts(
        parameters: String = #""min_k": 0, "min_n": 0"#,
        _ body: @Sendable (TestServer, _ chat: String) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: parameters)
            try await server.upload("facts.json", nodes: Self.facts, to: "b")
            try await body(server, try await server.startChat())
        }
    }

    @Test("Query and send answer from the documents, with the fields that clients read")
    func answer() async throws {
        try await withFacts { server, chat in
            for (route, message) in [("query", "Successfully sent the query"), ("send", "Successfully sent the chat")] {
                let body = #"{"prompt": "What is the capital of France?", "bot_name": "b", "extra_bots": []}"#
                let answer = try await server.send(.post, "/bots/chats/\(chat)/\(route)", body: body)
                #expect(answer.status == 200)
                #expect(answer.members == ["status", "message", "timestamp", "code", "reply"])
                #expect(answer["message"] == .string(message))
                guard case .object(let reply)? = answer["reply"] else { throw UnexpectedAnswer(answer) }
                #expect(
                    Set(reply.keys) == [
                        "message", "completion_usage", "related_prompts", "prompt", "token_usage", "total_usage",
                        "search_units", "content", "history", "context", "group_responses", "verified_response",
                    ]
                )
                #expect(reply["message"]?.stringValue?.contains("Paris") == true)
                #expect(answer["reply.content.content"] == reply["message"])
                #expect(answer["reply.content.role"] == .string("assistant"))
                #expect(reply["prompt"] == .string("What is the capital of France?"))
                #expect(answer["reply.context.context_type"] == .string("TEXT"))
                #expect(answer["reply.context.nodes.0.node.metadata.file_name"] == .string("facts.json"))
                #expect(reply["search_units"] == .integer(3))
                #expect(reply["verified_response"] == .bool(false))
            }
        }
    }

    @Test("Usage adds up")
    func usage() async throws {
        try await withFacts { server, chat in
            let answer = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
            let names = ["prompt_tokens", "completion_tokens", "total_tokens"]
            let usage = names.compactMap { answer["reply.completion_usage.\($0)"]?.integerValue }
            #expect(usage.count == 3)
            #expect(usage[0] > 0 && usage[1] > 0 && usage[0] + usage[1] == usage[2])
            #expect(names.compactMap { answer["reply.total_usage.\($0)"]?.integerValue } == usage)
            #expect(answer["reply.total_usage.usage_label"] == .string("All"))
            #expect(names.compactMap { answer["reply.token_usage.0.\($0)"]?.integerValue } == usage)
            #expect(answer["reply.token_usage.0.usage_label"] == .null)
        }
    }

    @Test("History has the prompt and the answer; the context of an answer is not kept")
    func history() async throws {
        try await withFacts { server, chat in
            let reply = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
            #expect(reply["reply.history.0.role"] == .string("system"))
            #expect(reply["reply.history.0.metadata.is_ephemeral"] == .bool(true))
            #expect(reply["reply.history.1.role"] == .string("user"))
            #expect(reply["reply.history.2.role"] == .string("assistant"))
            let history = try await server.send(.get, "/bots/chats/\(chat)/history")
            #expect(history["message"] == .string("Successfully send the chat"))
            #expect(history["history.0.role"] == .string("user"))
            #expect(history["history.0.blocks.0.block_type"] == .string("text"))
            #expect(history["history.0.blocks.0.text"] == .string("What is the capital of France?"))
            #expect(history["history.0.additional_kwargs"] == .object([:]))
            #expect(history["history.1.role"] == .string("assistant"))
            #expect(history["history.1.blocks.0.text"] == reply["reply.message"])
            #expect(history["history.2"] == nil)
        }
    }

    @Test("Nothing over the thresholds: the bot's message at no cost")
    func noContext() async throws {
        try await withFacts(parameters: #""min_k": 1, "no_context_message": "Nothing there.""#) { server, chat in
            let answer = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
            #expect(answer["reply.message"] == .string("Nothing there."))
            #expect(answer["reply.context"] == .null)
            #expect(answer["reply.total_usage.total_tokens"] == .integer(0))
            #expect(answer["reply.search_units"] == .integer(2))
        }
    }

    @Test("Passages over the thresholds are the context, also when they do not answer the prompt")
    func unansweredPrompt() async throws {
        try await withFacts { server, chat in
            let answer = try await server.ask("Which composer wrote the opera Tosca?", of: "b", inChat: chat)
            #expect(answer["reply.message"] == .string("Sorry, I'm not sure about that."))
            #expect(answer["reply.content.metadata.grounded"] == .string("abstained"))
            #expect(answer["reply.context.context_type"] == .string("TEXT"))
            guard case .array(let nodes)? = answer["reply.context.nodes"] else { throw UnexpectedAnswer(answer) }
            #expect(nodes.count == Self.facts.count)
            #expect(answer["reply.verified_response"] == .bool(false))
        }
    }

    @Test("Without a message either, the answer says that it does not know")
    func noContextMessage() async throws {
        try await withFacts(parameters: #""min_k": 1, "no_context_message": """#) { server, chat in
            let answer = try await server.ask("What is the capital of France?", of: "b", inChat: chat)
            #expect(answer["reply.message"]?.stringValue?.contains("don't know") == true)
        }
    }

    @Test("Counts and thresholds are exact and inclusive")
    func thresholds() async throws {
        try await withFacts(parameters: #""min_k": 0, "min_n": 0, "top_n": 2"#) { server, chat in
            let question = "What is the capital of France?"
            let first = try await server.ask(question, of: "b", inChat: chat)
            #expect(first["reply.context.nodes.1"] != nil)
            #expect(first["reply.context.nodes.2"] == nil)
            guard case .number(let score)? = first["reply.context.nodes.0.node.metadata.vector_score"] else {
                throw UnexpectedAnswer(first)
            }
            #expect((0...1).contains(score))
            for (threshold, count) in [(score, 1), (score.nextUp, 0)] where score < 1 {
                _ = try await server.send(.patch, "/bots/b/manage/update", body: #"{"min_k": \#(threshold)}"#)
                let answer = try await server.ask(question, of: "b", inChat: chat)
                guard case .array(let nodes)? = answer["reply.group_responses.b-document-index.nodes"] else {
                    throw UnexpectedAnswer(answer)
                }
                #expect(nodes.count == count)
            }
        }
    }

    @Test("Extra bots are searched when they are named, each with its key's right")
    func extraBots() async throws {
        try await withFacts { server, chat in
            let key = try await server.makeBot("empty", parameters: #""min_k": 0, "min_n": 0"#)
            let question = "What is the capital of France?"
            let alone = try await server.ask(question, of: "empty", inChat: chat)
            #expect(alone["reply.context"] == .null)
            let together = try await server.ask(question, of: "empty", inChat: chat, extraBots: ["b", "b", "empty"])
            #expect(together["reply.message"]?.stringValue?.contains("Paris") == true)
            #expect(
                together["reply.group_responses.empty-document-index.nodes.0.node.metadata.group_name"]
                    == .string("b-document-index")
            )
            let own = try await server.startChat(key: key)
            let refused = try await server.ask(question, of: "empty", inChat: own, key: key, extraBots: ["b"])
            #expect(refused.status == 401)
            #expect(refused["reply"] == .null)
        }
    }

    @Test("explain lists every chunk of the index that was scored, and only when it is asked for")
    func explanation() async throws {
        try await withFacts(parameters: #""min_k": 0, "min_n": 0, "top_k": 2, "top_n": 1"#) { server, chat in
            let place = "/bots/chats/\(chat)/query"
            let prompt = #""prompt": "What is the capital of France?", "bot_name": "b""#
            let plain = try await server.send(.post, place, body: "{\(prompt)}")
            #expect(plain["reply.group_responses.b-document-index.metadata.explanation"] == nil)
            let answer = try await server.send(.post, place, body: "{\(prompt), \"explain\": true}")
            let explanation = "reply.group_responses.b-document-index.metadata.explanation.b-document-index"
            guard case .array(let candidates)? = answer["\(explanation).candidates"] else {
                throw UnexpectedAnswer(answer)
            }
            let fates = candidates.map { $0["fate"]?.stringValue }
            #expect(fates.count > 2 && fates.count { $0 == "kept" } == 1 && fates.count { $0 == "beyond_top_n" } == 1)
            #expect(fates.dropFirst(2).allSatisfy { $0 == "beyond_top_k" })
            #expect(answer["\(explanation).chunks"] == .integer(Int64(candidates.count)))
            #expect(candidates.allSatisfy { $0["similarity"] != nil && $0["cosine"] != nil && $0["lexical"] != nil })
            let refused = try await server.send(.post, place, body: "{\(prompt), \"explain\": \"perhaps\"}")
            #expect(refused.status == 422)
        }
    }

    @Test("A node's window is what is shown, its metadata wins over the file's")
    func window() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            let body = #"""
                {"file_name": "d", "file_metadata": {"file_type": "PDF", "page": 1}, "file_contents": {"nodes": [
                  {"text": "Paris is the capital.", "metadata": {"window": "In France, Paris is the capital.", "page": 2}}
                ]}}
                """#
            #expect(try await server.send(.post, "/bots/b/documents/upload", body: body).status == 200)
            let answer = try await server.ask("What is the capital?", of: "b", inChat: try await server.startChat())
            #expect(answer["reply.context.nodes.0.node.text"] == .string("In France, Paris is the capital."))
            #expect(answer["reply.context.nodes.0.node.metadata.file_type"] == .string("PDF"))
            #expect(answer["reply.context.nodes.0.node.metadata.page"] == .integer(2))
        }
    }
}
