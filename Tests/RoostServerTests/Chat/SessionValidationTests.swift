import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Requests that the Chat API refuses", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionValidationTests {
    private static let hello = #"[{"role": "user", "content": "Hi"}]"#

    private static let bodies = [
        "{}", "[]", #""text""#, #"{"model": "gpt-4"}"#, #"{"messages": \#(hello)}"#,
        #"{"model": "\#(String(repeating: "m", count: 51))", "messages": \#(hello)}"#,
        #"{"model": "", "messages": \#(hello)}"#, #"{"model": 4, "messages": \#(hello)}"#,
        #"{"model": "gpt-4", "messages": []}"#, #"{"model": "gpt-4", "messages": "Hi"}"#,
        #"{"model": "gpt-4", "messages": ["Hi"]}"#, #"{"model": "gpt-4", "messages": [{"role": "user"}]}"#,
        #"{"model": "gpt-4", "messages": [{"content": "Hi"}]}"#,
        #"{"model": "gpt-4", "messages": [{"role": "robot", "content": "Hi"}]}"#,
        #"{"model": "gpt-4", "messages": [{"role": "user", "content": null}]}"#,
        #"{"model": "gpt-4", "messages": [{"role": "user", "content": " "}]}"#,
        #"{"model": "gpt-4", "messages": [{"role": "user", "content": "a\u0000b"}]}"#,
        #"{"model": "gpt-4", "messages": [{"role": "assistant", "content": "Hi"}]}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "temperature": 2.1}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "temperature": -0.1}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "temperature": "hot"}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "max_tokens": 0}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "max_tokens": 1.5}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "stream": "perhaps"}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "session_id": "x"}"#,
        #"{"model": "gpt-4", "messages": \#(hello), "session_id": 1.5}"#,
    ]

    @Test("What does not fit is 400 under /v1/chat and 422 under /api/chat", arguments: bodies)
    func mismatches(body: String) async throws {
        try await TestServer.run { server in
            for (prefix, status) in [("/v1/chat", 400), ("/api/chat", 422)] {
                let answer = try await server.send(.post, "\(prefix)/stream", user: "7", body: body)
                #expect(answer.status == status)
                #expect(answer["detail"]?.stringValue?.isEmpty == false)
                #expect(answer.members == (status == 422 ? ["detail", "errors"] : ["detail"]))
            }
            #expect(try await SessionClient(server: server).get("history")["total"] == 0)
        }
    }

    @Test("Broken JSON is 400 under both", arguments: ["/v1/chat", "/api/chat"])
    func brokenJSON(prefix: String) async throws {
        try await TestServer.run { server in
            for path in ["stream", "switch-model", "sessions"] {
                let answer = try await server.send(.post, "\(prefix)/\(path)", user: "7", body: "{")
                #expect(answer.status == 400)
                #expect(answer["detail"]?.stringValue?.isEmpty == false)
            }
        }
    }

    @Test("A number that no session has is 404, however long it is")
    func numbers() async throws {
        try await TestServer.run { server in
            for number in ["0", "-1", "12345", "9223372036854775807", "9223372036854775808", "-99999999999999999999"] {
                let body = #"{"model": "gpt-4", "session_id": \#(number), "messages": \#(Self.hello)}"#
                for answer in [
                    try await server.send(.post, "/v1/chat/stream", user: "7", body: body),
                    try await server.send(.post, "/api/chat/switch-model", user: "7", body: body),
                    try await server.send(.get, "/v1/chat/sessions/\(number)", user: "7"),
                    try await server.send(.delete, "/api/chat/sessions/\(number)", user: "7"),
                    try await server.send(.post, "/api/chat/sessions/\(number)/upload", user: "7", body: "x"),
                ] {
                    #expect(answer.status == 404, "\(number)")
                    #expect(answer.json == ["detail": "Chat session not found"])
                }
            }
            for (prefix, status) in [("/v1/chat", 400), ("/api/chat", 422)] {
                for text in ["x", "1.5", "%20", "1%00", "1e0", "1.0", "+1", "%201", "-", "١"] {
                    #expect(try await server.send(.get, "\(prefix)/sessions/\(text)", user: "7").status == status)
                    #expect(try await server.send(.delete, "\(prefix)/sessions/\(text)", user: "7").status == status)
                }
            }
        }
    }

    @Test("Null is as if a field were not there")
    func nulls() async throws {
        try await TestServer.run { server in
            let rest = #""temperature": null, "max_tokens": null, "stream": null, "session_id": null"#
            let body = #"{"model": "gpt-4", "messages": \#(Self.hello), \#(rest), "other": 1}"#
            let answer = try await server.send(.post, "/v1/chat/stream", user: "7", body: body)
            #expect(answer.status == 200 && answer.text.hasSuffix("data: [DONE]\n\n"))
        }
    }

    @Test("Without a token everything is 401")
    func tokens() async throws {
        try await TestServer.run { server in
            for prefix in ["/v1/chat", "/api/chat"] {
                for (method, path) in [
                    (HTTPRequest.Method.post, "stream"), (.post, "switch-model"), (.get, "history"),
                    (.post, "sessions"),
                    (.get, "sessions/1"), (.delete, "sessions/1"), (.post, "sessions/1/upload"),
                ] {
                    let missing = try await server.send(method, "\(prefix)/\(path)", key: nil)
                    #expect(missing.status == 401 && missing.json == ["detail": "Not authenticated"])
                    let wrong = try await server.send(
                        method,
                        "\(prefix)/\(path)",
                        key: nil,
                        headers: [.authorization: "Bearer wrong"]
                    )
                    #expect(wrong.status == 401 && wrong.json == ["detail": "Could not validate credentials"])
                    #expect(wrong.headers[.wwwAuthenticate] == "Bearer")
                }
            }
        }
    }

    @Test("A session does not grow without end")
    func limits() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            let text = String(repeating: "a ", count: 2_200_000)
            let answer = try await client.say(text, in: session)
            #expect(answer.status == 400)
            #expect(answer["detail"]?.stringValue?.contains("start a new one") == true)
            #expect(try await client.transcript(of: session) == [])
        }
    }
}
