import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Answers as the OpenAPI document has them", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct OpenAPIAnswerTests {
    @Test("Bots")
    func bots() async throws {
        try await TestServer.run { server in
            let check = try await Check(server)
            try await check(.post, "/bots/b/manage/create", body: TestServer.models, answers: 200)
            try await check(.post, "/bots/b/manage/create", body: TestServer.models, answers: 409)
            let unknownModel = TestServer.models.replacing("1", with: "7")
            try await check(.post, "/bots/c/manage/create", body: unknownModel, answers: 400)
            try await check(.post, "/bots/c/manage/create", body: #"{"llm_model_id": [1.5]}"#, answers: 422)
            try await check(.post, "/bots/c/manage/create", key: nil, body: TestServer.models, answers: 401)
            for name in ["b", "none"] {
                let status = name == "b" ? 200 : 404
                try await check(.patch, "/bots/\(name)/manage/update", body: #"{"top_k": 20}"#, answers: status)
                try await check(.get, "/bots/\(name)/manage/about", answers: status)
                try await check(.get, "/bots/\(name)/manage/about", key: "wrong", answers: 401)
                try await check(.delete, "/bots/\(name)/manage/delete", answers: status)
            }
            try await check(.patch, "/bots/b/manage/update", body: nil, answers: 404)
        }
    }

    @Test("Documents")
    func documents() async throws {
        try await TestServer.run { server in
            let check = try await Check(server)
            _ = try await server.makeBot("b")
            let document = try TestServer.document("d", nodes: ["text"])
            let invalid = #"{"file_name": "e", "file_contents": {"nodes": [{}]}, "file_metadata": {}}"#
            try await check(.patch, "/bots/b/documents/update", body: document, answers: 404)
            try await check(.post, "/bots/b/documents/upload", body: document, answers: 200)
            try await check(.post, "/bots/b/documents/upload", body: document, answers: 409)
            try await check(.patch, "/bots/b/documents/update", body: document, answers: 200)
            try await check(.get, "/bots/b/documents/list", answers: 200)
            for name in ["upload", "update"] {
                let method: HTTPRequest.Method = name == "upload" ? .post : .patch
                try await check(method, "/bots/b/documents/\(name)", body: invalid, answers: 400)
                try await check(method, "/bots/b/documents/\(name)", body: "[]", answers: 422)
                try await check(method, "/bots/none/documents/\(name)", body: document, answers: 404)
                try await check(method, "/bots/b/documents/\(name)", key: nil, body: document, answers: 401)
            }
            try await check(.delete, "/bots/b/documents/delete", answers: 422)
            try await check(.delete, "/bots/b/documents/delete?document_name=d", answers: 200)
            try await check(.delete, "/bots/b/documents/delete?document_name=d", answers: 404)
        }
    }

    @Test("Chats, with and without something to answer from")
    func chats() async throws {
        try await TestServer.run { server in
            let check = try await Check(server)
            let key = try await server.makeBot(
                "b",
                parameters: #""min_k": 0, "min_n": 0, "system_message": "Be kind.""#
            )
            _ = try await server.makeBot("empty")
            try await server.upload("d", nodes: ["Paris is the capital of France."], to: "b")
            let start = try await check(.post, "/bots/chats/start", answers: 200)
            let chat = try #require(start["chat_id"]?.stringValue)
            for route in ["query", "send"] {
                let path = "/bots/chats/\(chat)/\(route)"
                for bot in ["b", "empty"] {
                    let reply = try await check(
                        .post,
                        path,
                        body: prompt("What is the capital?", of: bot),
                        answers: 200
                    )
                    #expect((reply["reply.context"] == .null) == (bot == "empty"))
                }
                try await check(.post, path, body: prompt(" ", of: "b"), answers: 400)
                try await check(.post, path, key: key, body: prompt("Who?", of: "b"), answers: 401)
                try await check(.post, path, body: prompt("Who?", of: "none"), answers: 404)
                try await check(.post, path, body: "{}", answers: 422)
            }
            let stackTrace = try #require(HTTPField.Name("X-Api-Stacktrace"))
            for (name, method) in [("history", HTTPRequest.Method.get), ("exists", .get), ("end", .delete)] {
                let path = "/bots/chats/\(chat)/\(name)"
                try await check(method, path, key: key, answers: 401)
                try await check(method, path, headers: [stackTrace: "maybe"], answers: 422)
                try await check(method, path, answers: 200)
            }
            try await check(.get, "/bots/chats/\(chat)/exists", answers: 200)
            try await check(.get, "/bots/chats/\(chat)/history", answers: 404)
            try await check(.delete, "/bots/chats/\(chat)/end", answers: 404)
        }
    }

    @Test("Events")
    func events() async throws {
        try await ScriptedModel.run(saying: ["Paris is the capital [1]", "."]) { server, _ in
            let check = try await Check(server)
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            try await server.upload("d", nodes: ["Paris is the capital of France."], to: "b")
            let path = "/bots/chats/\(try await server.startChat())/stream"
            let answer = try await check(.post, path, body: prompt("What is the capital?", of: "b"), answers: 200)
            var parser = ServerSentEventParser()
            let events = try parser.receive(Array(answer.text.utf8)).map { try JSONParser.parse(Array($0.data.utf8)) }
            #expect(Set(events.map { $0["type"] }) == ["status", "chunk", "citations", "done"])
            #expect(events.contains { $0["sources"]?.elements.isEmpty == false })
            let schema: JSONValue = ["$ref": "#/components/schemas/ChatEvent"]
            for event in events {
                #expect(check.description.validator.mismatches(of: event, with: schema) == [])
            }
            try await check(.post, path, body: prompt("Who?", of: "none"), answers: 404)
        }
    }

    @Test("Failures of models", arguments: [(401, 502), (400, 400), (429, 429), (503, 503)])
    func models(provider status: Int, expected: Int) async throws {
        let script: LoopbackServer.Script = { exchange in
            let error = #"{"error": {"message": "no", "code": "\#(status == 400 ? "content_filter" : "other")"}}"#
            try await exchange.reply(status: status, headers: [("Retry-After", "3600")], error)
        }
        try await ScriptedModel.run(script) { server, _ in
            let check = try await Check(server)
            _ = try await server.makeBot("b", parameters: #""no_context_llm_guess": true"#)
            let path = "/bots/chats/\(try await server.startChat())/send"
            try await check(.post, path, body: prompt("Who?", of: "b"), answers: expected)
        }
    }

    @Test("Bodies that are too large")
    func tooLarge() async throws {
        var configuration = ServerConfiguration()
        configuration.maximumBodyByteCount = 2048
        try await TestServer.run(configuration) { server in
            let check = try await Check(server)
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            let body = String(repeating: " ", count: 4096)
            for operation in check.description.operations
            where operation.body != nil && operation.path.hasPrefix("/bots/") {
                let path = operation.path.replacing("{bot_name}", with: "b").replacing("{chat_id}", with: chat)
                try await check(try #require(HTTPRequest.Method(operation.method)), path, body: body, answers: 413)
            }
        }
    }

    @Test("The server itself")
    func server() async throws {
        try await TestServer.run { server in
            let check = try await Check(server)
            for path in [
                "/health", "/health_check", "/ready", "/metrics", "/openapi.json", "/docs", "/docs/assets/plain.css",
            ] {
                try await check(.get, path, key: nil, answers: 200)
            }
            try await check(.get, "/", key: nil, answers: 307)
            try await check(.get, "/docs/assets/none", key: nil, answers: 404)
        }
    }

    private func prompt(_ prompt: String, of bot: String) -> String {
        #"{"prompt": "\#(prompt)", "bot_name": "\#(bot)"}"#
    }
}

/// Sends requests and compares the answers with the server's document.
private struct Check {
    let server: TestServer
    let description: APIDescription

    init(_ server: TestServer) async throws {
        self.server = server
        description = try await server.description()
    }

    @discardableResult
    func callAsFunction(
        _ method: HTTPRequest.Method,
        _ path: String,
        key: String? = TestServer.masterKey,
        headers: HTTPFields = [:],
        body: String? = nil,
        answers status: Int
    ) async throws -> Answer {
        let answer = try await server.send(method, path, key: key, headers: headers, body: body)
        #expect(answer.status == status, "\(method) \(path)")
        #expect(description.mismatches(of: answer, to: method, path) == [], "\(method) \(path) \(status)")
        return answer
    }
}
