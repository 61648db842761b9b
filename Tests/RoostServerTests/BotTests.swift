import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct BotTests {
    @Test("Create answers as the document shows, once")
    func create() async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.post, "/bots/b/manage/create", body: TestServer.models)
            #expect(answer.status == 200)
            #expect(answer.members == ["status", "message", "timestamp", "code", "bot_api_key"])
            #expect(answer["message"] == .string("Successfully created the bot & their indexes."))
            #expect(answer["code"] == .string("SUCCESS"))
            for name in ["b", "B"] {
                let again = try await server.send(.post, "/bots/\(name)/manage/create", body: TestServer.models)
                #expect(again.status == 409)
                #expect(again["code"] == .string("DUPLICATE"))
                #expect(again["bot_api_key"] == .null)
            }
        }
    }

    @Test("About shows the defaults of CriaBot")
    func about() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let answer = try await server.send(.get, "/bots/b/manage/about")
            #expect(answer["message"] == .string("Successfully retrieved the bot info."))
            #expect(answer["about.info.name"] == .string("b"))
            let created = try #require(answer["about.info.created"]?.stringValue)
            #expect(created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) != nil)
            guard case .object(var params)? = answer["about.params"] else { throw UnexpectedAnswer(answer) }
            #expect(params.removeValue(forKey: "id") == answer["about.info.id"])
            #expect(params.removeValue(forKey: "bot_id") == answer["about.info.id"])
            #expect(
                params == [
                    "max_input_tokens": .integer(2000), "max_reply_tokens": .integer(1024), "temperature": .number(0.9),
                    "top_p": .integer(0), "top_k": .integer(10), "min_k": .number(0.5), "top_n": .integer(3),
                    "min_n": .number(0.7), "llm_generate_related_prompts": .bool(true),
                    "no_context_message": .string("Sorry, I'm not sure about that."),
                    "no_context_use_message": .bool(false), "no_context_llm_guess": .bool(false),
                    "system_message": .null,
                ]
            )
        }
    }

    @Test("Parameters are coerced as laxly as pydantic does")
    func laxParameters() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot(
                "b",
                parameters: #"""
                    "top_k": 20.0, "top_n": "7", "min_k": "0.25", "min_n": 1, "llm_generate_related_prompts": "no",
                    "no_context_use_message": 1, "system_message": "Be kind.", "unknown": [1]
                    """#
            )
            let answer = try await server.send(.get, "/bots/b/manage/about")
            #expect(answer["about.params.top_k"] == .integer(20))
            #expect(answer["about.params.top_n"] == .integer(7))
            #expect(answer["about.params.min_k"] == .number(0.25))
            #expect(answer["about.params.min_n"] == .integer(1))
            #expect(answer["about.params.llm_generate_related_prompts"] == .bool(false))
            #expect(answer["about.params.no_context_use_message"] == .bool(true))
            #expect(answer["about.params.system_message"] == .string("Be kind."))
        }
    }

    @Test("Update changes what it names and nothing else; numbers of models have no effect")
    func update() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("b", parameters: #""top_k": 20, "system_message": "Be kind.""#)
            let body = #"{"min_k": 0.33, "system_message": null, "llm_model_id": 4, "rerank_model_id": 999}"#
            let answer = try await server.send(.patch, "/bots/b/manage/update", key: key, body: body)
            #expect(answer.members == ["status", "message", "timestamp", "code"])
            #expect(answer["message"] == .string("Successfully updated the bot."))
            let about = try await server.send(.get, "/bots/b/manage/about", key: key)
            #expect(about["about.params.min_k"] == .number(0.33))
            #expect(about["about.params.top_k"] == .integer(20))
            #expect(about["about.params.system_message"] == .null)
            let missing = try await server.send(.patch, "/bots/none/manage/update", body: "{}")
            #expect(missing["code"] == .string("NOT_FOUND"))
        }
    }

    @Test("A refused update changes nothing")
    func refusedUpdate() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = #"{"top_k": 5, "min_k": 1.5}"#
            #expect(try await server.send(.patch, "/bots/b/manage/update", body: body).status == 422)
            #expect(try await server.send(.get, "/bots/b/manage/about")["about.params.top_k"] == .integer(10))
        }
    }

    @Test("Delete removes the bot with its documents")
    func delete() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            try await server.upload("d", nodes: ["text"], to: "b")
            let answer = try await server.send(.delete, "/bots/b/manage/delete")
            #expect(answer["message"] == .string("Successfully deleted the bot."))
            let about = try await server.send(.get, "/bots/b/manage/about")
            #expect(about.status == 404)
            #expect(about["about"] == .null)
            #expect(try await server.send(.delete, "/bots/b/manage/delete")["code"] == .string("NOT_FOUND"))
            _ = try await server.makeBot("b")
            #expect(try await server.send(.get, "/bots/b/documents/list")["document_names"] == .array([]))
        }
    }

    @Test("An unknown model is 400", arguments: ["llm_model_id", "embedding_model_id", "rerank_model_id"])
    func unknownModel(name: String) async throws {
        try await TestServer.run { server in
            let body = TestServer.models.replacing("\"\(name)\": ", with: "\"\(name)\": 9")
            let answer = try await server.send(.post, "/bots/b/manage/create", body: body)
            #expect(answer.status == 400)
            #expect(answer["code"] == .string("INVALID_MODEL"))
            #expect(answer["bot_api_key"] == .null)
        }
    }

    @Test("A name has 1 to 128 characters")
    func nameLength() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot(String(repeating: "n", count: 128))
            let long = String(repeating: "n", count: 129)
            let answer = try await server.send(.post, "/bots/\(long)/manage/create", body: TestServer.models)
            #expect(answer.status == 422)
            #expect(answer["detail.0.loc"] == .array([.string("path"), .string("bot_name")]))
            #expect(try await server.send(.post, "/bots/a%00b/manage/create", body: TestServer.models).status == 422)
            #expect(try await server.send(.get, "/bots/a%00b/manage/about").status == 404)
        }
    }
}
