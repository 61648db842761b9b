import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite(
    "Bodies that break off and bodies that are too many",
    .enabled(if: TestServer.isAvailable),
    .timeLimit(.minutes(2))
)
struct RequestBodyTests {
    private static func head(_ path: String, byteCount: Int, type: String = "application/json") async throws -> String {
        """
        POST \(path) HTTP/1.1\r
        Host: a\r
        X-API-Key: \(TestServer.masterKey)\r
        Authorization: Bearer \(try await TestServer.token(for: "ann"))\r
        Content-Type: \(type)\r
        Content-Length: \(byteCount)\r
        \r

        """
    }

    /// It was counted, and logged as an error, as if the server had failed.
    @Test("A client that leaves in the middle of its body is no failure of the server")
    func brokenOff() async throws {
        let log = CapturedLog()
        try await TestServer.run(isLive: true, logger: log.logger) { server in
            let port = try #require(try server.url.port)
            let session = try await server.send(.post, "/v1/chat/sessions", user: "ann", body: #"{"model": "gpt-4"}"#)
            let number = try #require(session["id"]?.integerValue)
            let paths = ["/bots/b/manage/create", "/api/clones", "/v1/chat/sessions/\(number)/upload"]
            for path in paths {
                let type = path.hasSuffix("/upload") ? "multipart/form-data; boundary=x" : "application/json"
                let request = try await Self.head(path, byteCount: 1000, type: type)
                try await RawConnection.run(port: port) { connection, _ in
                    try await connection.send(request + (path.hasSuffix("/upload") ? "--x\r\n" : "{"))
                    while server.status.connections.counts.readingCount == 0 {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                }
                while !log.text.contains("\"http.path\": \(path)") { try await Task.sleep(for: .milliseconds(5)) }
            }
            let metrics = try await server.send(.get, "/metrics", key: nil).text
            #expect(!metrics.contains(#"status="5xx""#))
            #expect(metrics.contains(#"route="/bots/{bot_name}/manage/create",status="4xx""#))
        }
        #expect(!log.text.split(separator: "\n").contains { $0.hasPrefix("error") }, "\(log.text)")
    }

    @Test("When many large bodies are there, another is refused and a small one is not, until they have gone")
    func budget() async throws {
        var settings = ServerConfiguration()
        settings.maximumBodyByteCount = 100_000
        settings.leastBodyBudgetByteCount = 0
        settings.connections.graceTime = .hours(1)
        try await TestServer.run(settings, isLive: true) { server in
            let port = try #require(try server.url.port)
            let request = try await Self.head("/bots/b/manage/create", byteCount: 100_000)
            let large = "{\"a\": \"" + String(repeating: "a", count: 99_000) + "\"}"
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Each takes 34,463 bytes of 400,000.
                for _ in 0..<11 {
                    group.addTask {
                        try await RawConnection.run(port: port) { connection, incoming in
                            try await connection.send(request + String(repeating: " ", count: 99_999))
                            _ = await incoming.rest()
                        }
                    }
                }
                while try await Self.takenByteCount(server) < 11 * 34_463 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                let refused = try await server.send(.post, "/bots/b/manage/create", body: large)
                #expect(refused.status == 503 && refused.headers[.retryAfter] == "1")
                #expect(refused["code"] == "RATE_LIMIT")
                let clone = try await server.send(.post, "/api/clones", user: "ann", body: large)
                #expect(clone.status == 503 && clone.members == ["error"])
                _ = try await server.makeBot("b")
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
            while try await Self.takenByteCount(server) > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try await server.send(.post, "/bots/b/manage/create", body: large).status == 422)
        }
    }

    private static func takenByteCount(_ server: TestServer) async throws -> Int {
        let text = try await server.send(.get, "/metrics", key: nil).text
        let match = try #require(text.firstMatch(of: /\nroost_http_body_budget_bytes (\d+)/))
        return try #require(Int(match.1))
    }
}
