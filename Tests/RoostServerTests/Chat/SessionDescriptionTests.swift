import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("The Chat API as the OpenAPI document has it", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionDescriptionTests {
    @Test("Every answer is described", arguments: [("/v1/chat", 400), ("/api/chat", 422)])
    func answers(prefix: String, mismatch: Int) async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            let client = SessionClient(server: server, prefix: prefix)
            @discardableResult
            func check(_ method: HTTPRequest.Method, _ path: String, _ answer: Answer, _ status: Int) -> Answer {
                #expect(answer.status == status, "\(method) \(path)")
                let mismatches = description.mismatches(of: answer, to: method, "\(prefix)/\(path)")
                #expect(mismatches == [], "\(method) \(path) \(status)")
                return answer
            }
            let made = check(.post, "sessions", try await client.post("sessions", ["model": "gpt-4"]), 200)
            let session = try #require(made["id"]?.integerValue)
            check(.post, "sessions", try await client.post("sessions", ["model": "none"]), 400)
            check(.post, "sessions", try await client.post("sessions", [:]), mismatch)
            check(.post, "stream", try await client.say("Hello?", in: session), 200)
            check(.post, "stream", try await client.say("Hello?", more: ["stream": false]), 200)
            check(.post, "stream", try await client.say("Hello?", in: 4711), 404)
            check(.post, "stream", try await client.say("Hello?", model: "none"), 400)
            check(.post, "stream", try await client.say(" "), mismatch)
            check(.get, "history", try await client.get("history"), 200)
            check(.get, "history", try await client.get("history?page=0"), mismatch)
            let number = JSONValue.integer(session)
            let change: JSONValue = ["session_id": number, "model": "gpt-3.5-turbo"]
            check(.post, "switch-model", try await client.post("switch-model", change), 200)
            check(.post, "switch-model", try await client.post("switch-model", ["session_id": number]), mismatch)
            let none: JSONValue = ["session_id": number, "model": "none"]
            check(.post, "switch-model", try await client.post("switch-model", none), 400)
            let unknown: JSONValue = ["session_id": 4711, "model": "gpt-4"]
            check(.post, "switch-model", try await client.post("switch-model", unknown), 404)
            let upload = "sessions/\(session)/upload"
            let file = TinyPDF.bytes(["The bridge is red."])
            check(.post, upload, try await client.upload(file, named: "a.pdf", to: "\(session)"), 200)
            check(.post, upload, try await client.upload([], named: "a.pdf", to: "\(session)"), 400)
            check(.post, upload, try await client.post(upload, [:]), mismatch)
            check(.post, upload, try await client.upload(file, named: "a.pdf", to: "4711"), 404)
            for path in ["sessions/\(session)", "sessions/4711", "sessions/x"] {
                let status = path.hasSuffix("x") ? mismatch : path.hasSuffix("4711") ? 404 : 200
                check(.get, path, try await client.get(path), status)
                check(.delete, path, try await client.delete(path), status)
                let method: HTTPRequest.Method = .delete
                check(method, path, try await server.send(method, "\(prefix)/\(path)", key: nil), 401)
            }
        }
    }

    @Test("Failures of models and bodies that are too large are described", arguments: ["/v1/chat", "/api/chat"])
    func failures(prefix: String) async throws {
        let script: LoopbackServer.Script = { try await $0.reply(status: 401, #"{"error":{"message":"no"}}"#) }
        try await ScriptedModel.run(script) { server, _ in
            let description = try await server.description()
            let client = SessionClient(server: server, prefix: prefix)
            let unavailable = try await client.say("Hello?")
            #expect(unavailable.status == 503)
            #expect(description.mismatches(of: unavailable, to: .post, "\(prefix)/stream") == [])
        }
        var configuration = ServerConfiguration()
        configuration.maximumBodyByteCount = 2048
        try await TestServer.run(configuration) { server in
            let description = try await server.description()
            let client = SessionClient(server: server, prefix: prefix)
            for path in ["stream", "switch-model", "sessions"] {
                let answer = try await client.post(path, .string(String(repeating: " ", count: 4096)))
                #expect(answer.status == 413)
                #expect(description.mismatches(of: answer, to: .post, "\(prefix)/\(path)") == [])
            }
        }
    }
}
