import HTTPTypes
import RetrievalEngine
import Testing

/// Names and values of clients, with line breaks in them, where answers have headers.
@Suite(.enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct HeaderInjectionTests {
    private static let names = [
        "a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX-Injected: 1", "a\r\n\r\n<html>", "a%0d%0aX-Injected:1",
        "a\u{10D}\u{10A}X-Injected: 1", "a\";filename=\"b", "a\u{85}X-Injected: 1\u{2028}",
    ]

    private func expectClean(_ answer: Answer) {
        #expect(answer.status < 500)
        for field in answer.headers {
            #expect(field.name.canonicalName != "x-injected")
            #expect(!field.value.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "\(field)")
            #expect(!field.value.contains("Injected:") || field.value.hasPrefix("/docs?"), "\(field)")
        }
    }

    @Test("Names of documents become no header", arguments: names)
    func documentNames(name: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = try TestServer.document(name, nodes: ["The heron nests in May."])
            expectClean(try await server.send(.post, "/bots/b/documents/upload", body: body))
            expectClean(try await server.send(.get, "/bots/b/documents/list"))
            let clone = try await server.makeClone()
            expectClean(try await server.train(clone, on: name, text: "The heron nests in May."))
            expectClean(try await server.send(.get, "/api/clones/\(clone)/documents", user: "ann"))
        }
    }

    @Test(
        "What of a request goes back into headers stays one line of them",
        arguments: ["%0d%0a", "%0a", "%E5%98%8A%E5%98%8D"]
    )
    func reflections(lineBreak: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/?a=\(lineBreak)X-Injected:1", key: nil)
            #expect(answer.status == 307)
            #expect(answer.headers[.location] == "/docs?a=\(lineBreak)X-Injected:1")
            expectClean(answer)
            let origin: HTTPFields = [
                .origin: "https://a.example\r\nX-Injected: 1", .accessControlRequestMethod: "GET",
                .accessControlRequestHeaders: "x\r\nX-Injected: 1",
            ]
            let preflight = try await server.send(.options, "/bots/b/manage/about", key: nil, headers: origin)
            for field in preflight.headers {
                #expect(
                    field.name.canonicalName != "x-injected" && !field.value.utf8.contains { $0 < 0x20 },
                    "\(field)"
                )
            }
        }
    }

    @Test("A model's name becomes no header", arguments: names)
    func modelNames(name: String) async throws {
        try await TestServer.run { server in
            for stream in [true, false] {
                let body = JSONValue.object([
                    "messages": [["role": "user", "content": "Hello"]], "model": .string(name), "stream": .bool(stream),
                ])
                let answer = try await server.send(.post, "/v1/chat/stream", user: "ann", body: body.encoded)
                #expect(answer.status != 404)
                expectClean(answer)
            }
        }
    }
}
