import GRDB
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
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

    @Test("A store that does not answer is told")
    func brokenStore() async throws {
        let folder = try TemporaryDirectory()
        try await TestServer.run(dataFolder: folder.url) { server in
            let database = try DatabaseQueue.ofServer(in: folder.url)
            try await database.write { try $0.execute(sql: "ALTER TABLE setting RENAME TO gone") }
            let answer = try await server.send(.get, "/ready", key: nil)
            #expect(answer.status == 503 && answer["reason"] == "the store does not answer")
            try await database.write { try $0.execute(sql: "ALTER TABLE gone RENAME TO setting") }
            #expect(try await server.send(.get, "/ready", key: nil).status == 200)
        }
    }

    @Test("Once a write has failed for want of space, the server is not ready until one succeeds")
    func failedWrite() async throws {
        let folder = try TemporaryDirectory()
        try await TestServer.run(dataFolder: folder.url) { server in
            let disk = try FullDisk(dataFolder: folder.url)
            try disk.begin(at: "INSERT ON setting")
            try disk.begin(at: "INSERT ON bot")
            #expect(try await server.send(.get, "/ready", key: nil).status == 200)
            #expect(try await server.send(.post, "/bots/b/manage/create", body: TestServer.models).status == 507)
            let answer = try await server.send(.get, "/ready", key: nil)
            #expect(answer.status == 503 && answer["reason"] == "the disk is full")
            try disk.end(at: "INSERT ON setting")
            #expect(try await server.send(.get, "/ready", key: nil).status == 200)
        }
    }
}
