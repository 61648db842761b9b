import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Prompts to go on with", .enabled(if: TestServer.isAvailable))
struct RelatedPromptTests {
    @Test("Those of the answer's author come first, as they are")
    func authors() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let related = #""related_prompts": [{"label": "End", "prompt": "Where does it end?"}], "llm_reply": false"#
            try await upload("danube", "How long is the Danube?", others: related, to: server)
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            let expected: JSONValue = [["label": "End", "prompt": "Where does it end?", "llm_generated": false]]
            #expect(answer["reply.related_prompts"] == expected)
            #expect(answer["reply.context.related_prompts"] == expected)
        }
    }

    @Test("Without a model, neighbouring questions and then headings are proposed, at most three")
    func neighbors() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            try await upload("length", "How long is the Danube?", to: server)
            try await upload("source", "Where does the Danube begin?", to: server)
            try await upload("tea", "How is green tea made?", to: server)
            let body = #"""
                {"file_name": "d", "file_metadata": {}, "file_contents": {"nodes": [
                  {"type": "Title", "text": "Ships"}, {"text": "Ships sail on the Danube every day."}]}}
                """#
            #expect(try await server.send(.post, "/bots/b/documents/upload", body: body).status == 200)
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            guard case .array(let prompts)? = answer["reply.related_prompts"] else { throw UnexpectedAnswer(answer) }
            #expect(
                prompts.compactMap { $0["prompt"]?.stringValue } == [
                    "Where does the Danube begin?", "What do the documents say about “Ships”?",
                ]
            )
            #expect(prompts.allSatisfy { $0["llm_generated"] == .bool(false) })
            _ = try await server.send(
                .patch,
                "/bots/b/manage/update",
                body: #"{"llm_generate_related_prompts": false}"#
            )
            let silent = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            #expect(silent["reply.related_prompts"] == .array([]))
        }
    }

    @Test("A model writes them in a call of its own, whose tokens are counted")
    func written() async throws {
        let reply = "1. Source <> Where does it begin?\n- \"Mouth\" <> Where does it end?\nno pair\nA <> B\nC <> D"
        try await ScriptedModel.run(saying: [reply]) { server, provider in
            _ = try await server.makeBot("b")
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            #expect(answer["reply.message"] == .string("Sorry, I'm not sure about that."))
            #expect(
                answer["reply.related_prompts"] == [
                    ["label": "Source", "prompt": "Where does it begin?", "llm_generated": true],
                    ["label": "Mouth", "prompt": "Where does it end?", "llm_generated": true],
                    ["label": "A", "prompt": "B", "llm_generated": true],
                ]
            )
            #expect(answer["reply.token_usage.0.total_tokens"] == .integer(0))
            #expect(answer["reply.token_usage.1.usage_label"] == .string("RelatedPromptsAgent"))
            #expect(answer["reply.token_usage.1.total_tokens"] == .integer(133))
            #expect(answer["reply.total_usage.total_tokens"] == .integer(133))
            let request = try #require(provider.requests.first)
            let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
            #expect(body["temperature"] == .number(0.1))
            #expect(body["max_tokens"] == .integer(500) || body["max_completion_tokens"] == .integer(500))
        }
    }

    @Test("A model that fails proposes nothing, and the answer stands")
    func failure() async throws {
        let refusing: LoopbackServer.Script = { try await $0.reply(status: 404, "{}") }
        try await ScriptedModel.run(refusing) { server, _ in
            _ = try await server.makeBot("b")
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            #expect(answer.status == 200)
            #expect(answer["reply.related_prompts"] == .array([]))
        }
    }

    private func upload(
        _ name: String,
        _ question: String,
        others: String = #""llm_reply": false"#,
        to server: TestServer
    ) async throws {
        let body = #"""
            {"file_name": "\#(name)", "file_metadata": {},
             "file_contents": {"questions": ["\#(question)"], "answer": "An answer.", \#(others)}}
            """#
        let answer = try await server.send(.post, "/bots/b/questions/upload", body: body)
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
    }
}
