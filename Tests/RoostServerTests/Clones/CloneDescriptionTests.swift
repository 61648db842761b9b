import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite(
    "Answers of the Clones API as the OpenAPI document has them",
    .enabled(if: TestServer.isAvailable),
    .timeLimit(.minutes(5))
)
struct CloneDescriptionTests {
    @Test("Good answers and bad")
    func answers() async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            let id = try await server.makeClone("global")
            let path = "/api/clones/\(id)"
            func check(_ answer: Answer, _ status: Int, _ method: HTTPRequest.Method, _ path: String) {
                #expect(answer.status == status, "\(method) \(path) \(answer.text)")
                #expect(description.mismatches(of: answer, to: method, path) == [], "\(method) \(path) \(status)")
            }
            func checkSending(
                _ method: HTTPRequest.Method,
                _ path: String,
                by user: String? = "ann",
                _ body: String?,
                _ status: Int
            ) async throws {
                let answer =
                    if let user {
                        try await server.send(method, path, user: user, body: body)
                    } else {
                        try await server.send(method, path, key: nil, body: body)
                    }
                check(answer, status, method, path)
            }
            for file in ["heron-weather-station.pdf", "river-crossing.docx"] {
                let bytes = try Fixtures.document(file)
                check(try await server.train(id, on: file, bytes), 201, .post, "\(path)/documents")
                let cut = Array(bytes.prefix(bytes.count / 3))
                check(try await server.train(id, on: file, cut), 201, .post, "\(path)/documents")
            }
            check(try await server.train(id, on: "a.exe", [1]), 400, .post, "\(path)/documents")
            check(try await server.train(id, on: "a.txt", [], by: "ben"), 403, .post, "\(path)/documents")
            check(try await server.ask(id, "What does the station measure?"), 200, .post, "\(path)/chat")
            check(try await server.ask(try await server.makeClone(), "Who?"), 200, .post, "\(path)/chat")
            let body = #"{"name": "n", "base_prompt": "p", "visibility": "private", "workspace_id": "w"}"#
            try await checkSending(.post, "/api/clones", body, 201)
            try await checkSending(.post, "/api/clones", "{}", 400)
            try await checkSending(.get, "/api/clones?workspace_id=w", nil, 200)
            try await checkSending(.get, "/api/clones/health", nil, 200)
            try await checkSending(.put, path, #"{"description": null}"#, 200)
            try await checkSending(.put, path, #"{"name": null}"#, 400)
            try await checkSending(.put, path, by: "ben", "{}", 403)
            try await checkSending(.post, "\(path)/chat", "{}", 400)
            for (method, route) in [
                (HTTPRequest.Method.get, ""), (.put, ""), (.delete, ""), (.post, "/chat"), (.post, "/documents"),
            ] {
                try await checkSending(method, "/api/clones/none\(route)", "{}", 404)
                try await checkSending(method, path + route, by: nil, "{}", 401)
            }
            try await checkSending(.get, path, nil, 200)
            try await checkSending(.delete, path, by: "ben", nil, 403)
            try await checkSending(.delete, path, nil, 204)
        }
    }

    @Test("Failures of the model")
    func failures() async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: 500, "{}") }
        try await ScriptedModel.run(script) { server, _ in
            let description = try await server.description()
            let path = "/api/clones/\(try await server.makeClone())/chat"
            let body = #"{"message": {"text": "Who?", "history": []}}"#
            let answer = try await server.send(.post, path, user: "ann", body: body)
            #expect(answer.status == 503)
            #expect(description.mismatches(of: answer, to: .post, path) == [])
            let health = try await server.send(.get, "/api/clones/health", user: "ann")
            #expect(health.status == 503)
            #expect(description.mismatches(of: health, to: .get, "/api/clones/health") == [])
        }
    }

    @Test("The document's examples are accepted")
    func examples() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone(workspace: "workspace-123")
            let operations = try await server.description().operations.filter { $0.path.hasPrefix("/api/clones") }
            #expect(operations.count == 8)
            for operation in operations {
                guard let example = operation.body?["example"] else { continue }
                let answer = try await server.send(
                    try #require(HTTPRequest.Method(operation.method)),
                    operation.path.replacing("{clone_id}", with: id),
                    user: "ann",
                    body: example.encoded
                )
                #expect([200, 201].contains(answer.status), "\(operation.path) \(answer.text)")
            }
        }
    }
}
