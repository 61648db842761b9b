import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import Testing

/// Each API words its errors in its own shape, also those that come before any handler.
@Suite("The shapes of errors", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct ErrorShapeTests {
    private static let prefixes = ["/api/clones", "/api/v1/assistant", "/v1/chat", "/api/chat", "/api/v1"]

    /// The members that an error has under a prefix, and the one with the text.
    private static func shape(_ prefix: String) -> (members: Set<String>, text: String) {
        switch prefix {
        case "/api/clones": (["error"], "error")
        case "/api/v1/assistant": (["status", "message", "data"], "message")
        case "/api/v1": (["error", "detail"], "detail")
        case "/bots": (["status", "message", "timestamp", "code"], "message")
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
            #expect(answer.members == Self.shape(prefix == "/api/v1/assistant" ? "/api/v1" : "/v1/chat").members)
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

    @Test("Too long a URL and too large a head", arguments: prefixes + ["/bots"])
    func heads(prefix: String) async throws {
        try await TestServer.run { server in
            let long = try await server.send(
                .get,
                prefix + "/a?b=" + String(repeating: "a", count: 17_000),
                user: "ann"
            )
            #expect(long.status == 414 && long.members == Self.shape(prefix).members)
            #expect(long[Self.shape(prefix).text] == "URI Too Long")
            let headers: HTTPFields = [.userAgent: String(repeating: "a", count: 33_000)]
            let large = try await server.send(.get, prefix + "/a", user: "ann", headers: headers)
            #expect(large.status == 431 && large.members == Self.shape(prefix).members)
        }
    }

    @Test("A connection that is one too many", arguments: prefixes + ["/bots"])
    func connections(prefix: String) async throws {
        var settings = ServerConfiguration()
        settings.connections.connectionCount = 0
        settings.connections.refusedTime = .seconds(60)
        try await TestServer.run(settings, isLive: true) { server in
            let answer = try await server.send(.get, prefix + "/a", user: "ann")
            #expect(answer.status == 503 && answer.members == Self.shape(prefix).members)
            #expect(answer[Self.shape(prefix).text] == "The server has too many connections; try again soon.")
            #expect(answer.headers[.connection] == "close" && answer.headers[.retryAfter] == "1")
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
