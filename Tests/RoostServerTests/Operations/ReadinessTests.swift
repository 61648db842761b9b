import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("GET /ready", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct ReadinessTests {
    @Test("A server that works is ready, and one that ends is not, but lives")
    func draining() async throws {
        try await TestServer.run { server in
            let ready = try await server.send(.get, "/ready", key: nil)
            #expect(ready.status == 200 && ready["status"] == "ready")
            server.status.drain()
            let answer = try await server.send(.get, "/ready", key: nil)
            #expect(answer.status == 503 && answer["reason"] == "the server is shutting down")
            #expect(answer.headers[.retryAfter] == "1")
            #expect(try await server.send(.get, "/health", key: nil).status == 200)
        }
    }

    @Test("A full disk is told, without its name")
    func fullDisk() async throws {
        var configuration = ServerConfiguration()
        configuration.leastFreeByteCount = .max
        try await TestServer.run(configuration) { server in
            let answer = try await server.send(.get, "/ready", key: nil)
            #expect(answer.status == 503 && answer["reason"] == "the disk is full")
            #expect(answer["status"] == "unavailable")
        }
    }
}
