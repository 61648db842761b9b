import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

/// Each API words its errors in its own shape, also those that come before any handler.
@Suite("The shapes of errors", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct ErrorShapeTests {
    private static let prefixes = ["/api/clones", "/api/v1/assistant", "/v1/chat", "/api/chat"]

    /// The members that an error has under a prefix, and the one with the text.
    private static func shape(_ prefix: String) -> (members: Set<String>, text: String) {
        switch prefix {
        case "/api/clones": (["error"], "error")
        case "/api/v1/assistant": (["status", "message", "data"], "message")
        default: (["detail"], "detail")
        }
    }

    @Test("A path that is none", arguments: prefixes)
    func notFound(prefix: String) async throws {
        try await TestServer.run { server in
            for path in ["/a/b/c/d", "/a/b/c/d/"] {
                let answer = try await server.send(.get, prefix + path, user: "ann")
                #expect(answer.status == 404)
                #expect(answer.members == Self.shape(prefix).members)
                #expect(answer[Self.shape(prefix).text] == "Not Found")
            }
        }
    }

    @Test("Paths whose last segment only begins like an API's are not that API's", arguments: prefixes)
    func neighbors(prefix: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, prefix + "x", user: "ann")
            // Beside assistants there are agents.
            #expect(answer.members == (prefix == "/api/v1/assistant" ? ["error", "detail"] : ["detail"]))
            #expect(answer.status == 404 && answer["detail"] == "Not Found")
        }
    }

    @Test(
        "A method that a path does not have, with those that it has",
        arguments: [
            ("/api/clones", "GET, HEAD, POST"), ("/api/clones/health", "GET, HEAD"),
            ("/api/v1/assistant/create", "POST"), ("/v1/chat/stream", "POST"), ("/api/chat/prompts/preview", "POST"),
        ]
    )
    func methods(path: String, allowed: String) async throws {
        try await TestServer.run { server in
            let prefix = try #require(Self.prefixes.first { path.hasPrefix($0) })
            let answer = try await server.send(.patch, path, user: "ann")
            #expect(answer.status == 405)
            #expect(answer.members == Self.shape(prefix).members)
            #expect(answer.headers[.allow]?.contains(allowed) == true)
        }
    }

    @Test("A body that is too large", arguments: zip(prefixes, ["", "/create", "/stream", "/prompts"]))
    func tooLarge(prefix: String, path: String) async throws {
        var settings = ServerConfiguration()
        settings.maximumBodyByteCount = 2048
        try await TestServer.run(settings) { server in
            let body = #"{"name": "\#(String(repeating: "x", count: 4096))"}"#
            let userID = try #require(HTTPField.Name("x-user-id"))
            let answer = try await server.send(.post, prefix + path, user: "ann", headers: [userID: "ann"], body: body)
            #expect(answer.status == (prefix == "/api/clones" ? 400 : 413))
            #expect(answer.members == Self.shape(prefix).members)
        }
    }

    @Test("No token and a bad one, before anything else", arguments: ["/api/clones", "/v1/chat", "/api/chat"])
    func tokens(prefix: String) async throws {
        try await TestServer.run { server in
            let path = prefix == "/api/clones" ? prefix : prefix + "/history"
            for (header, text) in [
                (nil, ["Authentication token required", "Not authenticated"]),
                ("Bearer nonsense", ["Invalid or expired token", "Could not validate credentials"]),
                ("Basic YTpi", ["Invalid or expired token", "Could not validate credentials"]),
                ("Bearer", ["Invalid or expired token", "Could not validate credentials"]),
            ] {
                let headers: HTTPFields = header.map { [.authorization: $0] } ?? [:]
                let answer = try await server.send(.get, path, key: nil, headers: headers)
                #expect(answer.status == 401)
                #expect(answer.members == Self.shape(prefix).members)
                #expect(answer[Self.shape(prefix).text] == .string(text[prefix == "/api/clones" ? 0 : 1]))
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
        }
    }
}
