import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Questions and their curated answers", .enabled(if: TestServer.isAvailable))
struct QuestionTests {
    @Test("The document's own examples of a question's life")
    func lifetime() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("b")
            let body = """
                {"file_name": "my-test-question.json", "file_metadata": {},
                 "file_contents": {"questions": ["What is the capital of France?"], "answer": "Paris"}}
                """
            let uploaded = try await server.send(.post, "/bots/b/questions/upload", key: key, body: body)
            #expect(uploaded.status == 200)
            #expect(uploaded["document_name"] == .string("my-test-question.json"))
            #expect(uploaded["token_usage"] == .integer(7))
            let again = try await server.send(.post, "/bots/b/questions/upload", key: key, body: body)
            #expect(again.status == 409 && again["code"] == .string("DUPLICATE"))
            let updated = try await server.send(.patch, "/bots/b/questions/update", key: key, body: body)
            #expect(updated["message"] == .string("Successfully updated the document."))
            let list = try await server.send(.get, "/bots/b/questions/list", key: key)
            #expect(list["document_names"] == .array([.string("my-test-question.json")]))
            let path = "/bots/b/questions/delete?document_name=my-test-question.json"
            #expect(try await server.send(.delete, path, key: key).status == 200)
            let missing = try await server.send(.delete, path, key: key)
            #expect(missing.status == 404 && missing["code"] == .string("FILE_NOT_FOUND"))
        }
    }

    @Test("A question without a name gets one, which names it from then on; an update needs the name")
    func namelessQuestion() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = Self.body(["How long is it?"], "Long.")
            let answer = try await server.send(.post, "/bots/b/questions/upload", body: body)
            let name = try #require(answer["document_name"]?.stringValue)
            #expect(name.wholeMatch(of: /question-[0-9a-f-]{36}/) != nil)
            #expect(try await server.send(.delete, "/bots/b/questions/delete?document_name=\(name)").status == 200)
            #expect(try await server.send(.patch, "/bots/b/questions/update", body: body).status == 422)
        }
    }

    @Test("A document and a question may have the same name")
    func sharedName() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            try await server.upload("same", nodes: ["text"], to: "b")
            let body = Self.body(["Why?"], "Because.", others: #""file_name": "same", "#)
            #expect(try await server.send(.post, "/bots/b/questions/upload", body: body).status == 200)
        }
    }

    @Test(
        "What is no question is refused",
        arguments: [
            (#"{"questions": []}"#, 422), (#"{"questions": [1], "answer": "a"}"#, 422),
            (#"{"questions": ["q"]}"#, 422), (#"{"answer": "a"}"#, 422),
            (#"{"questions": ["q"], "answer": null}"#, 422),
            (#"{"questions": ["q"], "answer": "a", "related_prompts": [{"label": "l"}]}"#, 422),
            (#"{"questions": [" ", ""], "answer": "a"}"#, 400),
            (#"{"questions": ["q"], "answer": "a\u0000"}"#, 200), (#"{"questions": ["q\u0000"], "answer": "a"}"#, 400),
        ]
    )
    func invalid(contents: String, status: Int) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = #"{"file_metadata": {}, "file_contents": \#(contents)}"#
            let answer = try await server.send(.post, "/bots/b/questions/upload", body: body)
            #expect(answer.status == status)
        }
    }

    @Test("An answer that needs no model is given word for word, at no cost, whatever the phrasing")
    func verbatim() async throws {
        try await withDanube(llmReply: false) { server, chat in
            for prompt in ["How long is the Danube?", "What length does the river Danube have?"] {
                let answer = try await server.ask(prompt, of: "b", inChat: chat)
                #expect(answer["reply.message"] == .string(Self.answer))
                #expect(answer["reply.verified_response"] == .bool(true))
                #expect(answer["reply.total_usage.total_tokens"] == .integer(0))
                #expect(answer["reply.context.context_type"] == .string("QUESTION"))
                #expect(answer["reply.context.file_name"] == .string("danube"))
                #expect(answer["reply.context.group_name"] == .string("b-question-index"))
                #expect(answer["reply.context.node.node.metadata.question_id"] == .integer(7))
                #expect(answer["reply.context.node.node.metadata.llm_reply"] == .bool(false))
                #expect(answer["reply.content.metadata.no_llm_reply.file_name"] == .string("danube"))
                // Several phrasings of one question are one hit.
                #expect(answer["reply.group_responses.b-question-index.nodes.0"] != nil)
                #expect(answer["reply.group_responses.b-question-index.nodes.1"] == nil)
                let asked = answer["reply.group_responses.b-question-index.nodes.0.node.text"]?.stringValue
                #expect(asked?.hasSuffix("\n" + Self.answer) == true)
            }
            let history = try await server.send(.get, "/bots/chats/\(chat)/history")
            #expect(history["history.1.metadata.no_llm_reply.group_name"] == .string("b-question-index"))
        }
    }

    @Test("Without a model, an answer that one should put into words is given as it is, and not as verified")
    func curated() async throws {
        try await withDanube(llmReply: true) { server, chat in
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: chat)
            #expect(answer["reply.message"] == .string(Self.answer))
            #expect(answer["reply.verified_response"] == .bool(false))
            #expect(answer["reply.context.context_type"] == .string("TEXT"))
            #expect(answer["reply.context.text"] == .string("[DOCUMENT #1]\n" + Self.answer))
            #expect(answer["reply.context.nodes.0.node.text"] == .string(Self.answer))
            #expect(answer["reply.content.metadata.citations.0.document"] == .string("danube"))
            #expect(answer["reply.total_usage.total_tokens"]?.integerValue ?? 0 > 0)
        }
    }

    /// Questions about one thing are near each other: this one was once answered by the other's answer.
    @Test("A question about the same thing that asks something else is not answered by a person's answer")
    func otherQuestion() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            try await server.upload("ferry", nodes: ["The ferry leaves the east pier at nine."], to: "b")
            let body = Self.body(
                ["What does the ferry cost?", "How much is a ticket?"],
                "A ticket is 3 euros.",
                others: #""file_name": "price", "#
            )
            #expect(try await server.send(.post, "/bots/b/questions/upload", body: body).status == 200)
            let chat = try await server.startChat()
            let departure = try await server.ask("When does the ferry leave?", of: "b", inChat: chat)
            #expect(departure["reply.message"] == .string("The ferry leaves the east pier at nine. [1]"))
            let price = try await server.ask("What is the price of a ticket?", of: "b", inChat: chat)
            #expect(price["reply.message"] == .string("A ticket is 3 euros."))
        }
    }

    @Test("A model is shown only the answer of the best question, though all passages are listed")
    func modelReadsOneAnswer() async throws {
        try await ScriptedModel.run(saying: ["It is 2,850 km long [1]."]) { server, provider in
            try await Self.fill(server, llmReply: true)
            let answer = try await server.ask("How long is the Danube?", of: "b", inChat: server.startChat())
            #expect(answer["reply.message"] == .string("It is 2,850 km long [1]."))
            #expect(answer["reply.context.nodes.1.node.metadata.file_name"] == .string("facts"))
            let request = try #require(provider.requests.first)
            let sent = String(decoding: request.body, as: UTF8.self)
            #expect(sent.contains(Self.answer) && !sent.contains("ten countries"))
        }
    }

    // MARK: - What the tests ask about

    private static let answer = "The Danube is 2,850 km long."

    private static func body(_ questions: [String], _ answer: String, others: String = "") -> String {
        let list = questions.map { "\"\($0)\"" }.joined(separator: ", ")
        return #"{\#(others)"file_metadata": {}, "file_contents": {"questions": [\#(list)], "answer": "\#(answer)"}}"#
    }

    private func withDanube(
        llmReply: Bool,
        _ body: @Sendable (TestServer, _ chat: String) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            try await Self.fill(server, llmReply: llmReply)
            try await body(server, try await server.startChat())
        }
    }

    private static func fill(_ server: TestServer, llmReply: Bool) async throws {
        let parameters = #""min_k": 0, "min_n": 0, "llm_generate_related_prompts": false"#
        _ = try await server.makeBot("b", parameters: parameters)
        try await server.upload("facts", nodes: ["The Danube flows through ten countries."], to: "b")
        let body = """
            {"file_name": "danube", "file_metadata": {"question_id": 7}, "file_contents": {
              "questions": ["How long is the Danube?", "What is the length of the Danube?"],
              "answer": "\(answer)", "llm_reply": \(llmReply)}}
            """
        let uploaded = try await server.send(.post, "/bots/b/questions/upload", body: body)
        guard uploaded.status == 200 else { throw UnexpectedAnswer(uploaded) }
    }
}
