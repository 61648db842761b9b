import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Slow clients and too many", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct ConnectionTests {
    private static let getHealth = "GET /health HTTP/1.1\r\nHost: a\r\n\r\n"

    /// A server whose clients must be quick.
    private static func run(
        connections count: Int = 1024,
        time: TimeAmount = .milliseconds(300),
        refusedTime: TimeAmount = .seconds(60),
        _ body: @Sendable (TestServer, _ port: Int) async throws -> Void
    ) async throws {
        var configuration = ServerConfiguration()
        configuration.connections.connectionCount = count
        configuration.connections.headTime = time
        configuration.connections.graceTime = time
        configuration.connections.byteRate = 1 << 30
        configuration.connections.lingerTime = time
        configuration.connections.refusedTime = refusedTime
        configuration.connections.refusedConnectionCount = 2
        configuration.connections.idleTime = .hours(1)
        try await TestServer.run(configuration, isLive: true) { server in
            try await body(server, try #require(try server.url.port))
        }
    }

    @Test("Half a head, and half a body, are answered 408 when the rest does not come")
    func halfRequests() async throws {
        try await Self.run { server, port in
            let head = "POST /bots/b/manage/create HTTP/1.1\r\nHost: a\r\nX-API-Key: \(TestServer.masterKey)\r\n"
            for half in ["G", "GET /health HTTP/1.1\r\nHost: a", head + "Content-Length: 1000\r\n\r\n{"] {
                try await RawConnection.run(port: port) { connection, incoming in
                    try await connection.send(half)
                    let answer = await incoming.rest()
                    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
                    #expect(answer.contains("\r\nX-Request-ID: ") && answer.contains(#""Request Timeout""#))
                    #expect(answer.contains(#"{"detail":"#) == !half.hasPrefix("POST"))
                }
            }
            #expect(server.status.connections.timeouts.value == 3)
        }
    }

    @Test("Half a body is refused in the API's own shape, readable to pages of other origins")
    func halfBodies() async throws {
        try await Self.run { _, port in
            for (path, shape) in [
                ("/bots/b/manage/create", #""code":"INVALID_REQUEST","message":"Request Timeout","status":408,"#),
                ("/v1/chat/stream?a=b", #"{"detail":"Request Timeout"}"#),
            ] {
                let key =
                    "X-API-Key: \(TestServer.masterKey)\r\nAuthorization: Bearer \(try await TestServer.token(for: "ann"))"
                let head = "POST \(path) HTTP/1.1\r\nHost: a\r\nOrigin: http://a.b\r\nX-Request-ID: mine\r\n\(key)\r\n"
                try await RawConnection.run(port: port) { connection, incoming in
                    try await connection.send(head + "Content-Length: 1000\r\n\r\n{")
                    let answer = await incoming.rest()
                    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n") && answer.contains(shape), "\(answer)")
                    #expect(answer.lowercased().contains("\r\naccess-control-allow-origin: http://a.b\r\n"))
                    #expect(answer.contains("\r\nX-Request-ID: mine\r\n"))
                }
            }
        }
    }

    /// They kept every place, and nobody was let in for as long as a connection may be silent.
    @Test("Silent connections in all places and beyond do not keep a client out", .timeLimit(.minutes(1)))
    func silence() async throws {
        try await Self.run(connections: 2, refusedTime: .milliseconds(100)) { server, port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await RawConnection.run(port: port) { _, incoming in _ = await incoming.rest() }
                    }
                }
                while server.status.connections.counts.idleCount < 2 { try await Task.sleep(for: .milliseconds(5)) }
                var answer = ""
                while !answer.hasPrefix("HTTP/1.1 200 OK") {
                    answer = try await RawConnection.run(port: port) { connection, incoming in
                        try? await connection.send(Self.getHealth)
                        return await incoming.upTo("\"}")
                    }
                }
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
        }
    }

    @Test("A client that does not read its answer is cut off")
    func unreadAnswer() async throws {
        try await Self.run { server, port in
            try await RawConnection.run(port: port) { connection, _ in
                let request = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n"
                // Some hundred megabytes of answers, more than the kernel takes off the server.
                for _ in 0..<10 { try await connection.send(String(repeating: request, count: 100)) }
                while server.status.connections.timeouts.value == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
        }
    }

    @Test("The connection that is one too many takes the place of an idle one; where none is, it is answered 503")
    func tooMany() async throws {
        try await Self.run(connections: 1, time: .seconds(60)) { server, port in
            // The framework's client has the only place, until it is idle for long enough to lose it.
            while server.status.connections.counts.idleCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
            try await Task.sleep(for: .milliseconds(1100))
            try await RawConnection.run(port: port) { first, incoming in
                try await first.send(Self.getHealth)
                #expect(await incoming.upTo("\"}").hasPrefix("HTTP/1.1 200 OK"))
                try await first.send("POST /v1/chat/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
                while server.status.connections.counts.readingCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
                try await RawConnection.run(port: port) { second, incoming in
                    try await second.send("GET /api/clones HTTP/1.1\r\nHost: a\r\n\r\n")
                    let answer = await incoming.rest()
                    #expect(answer.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                    #expect(answer.lowercased().contains("\r\nretry-after: 1\r\n"))
                    #expect(answer.hasSuffix(#"{"error":"The server has too many connections; try again soon."}"#))
                }
                // Only half a body came: refused for want of a token, and the connection is idle when it is whole.
                try await first.send("{\"a\": 1}}")
                #expect(await incoming.upTo("\"}").hasPrefix("HTTP/1.1 401"))
                try await Task.sleep(for: .milliseconds(1100))
                try await RawConnection.run(port: port) { third, answer in
                    try await third.send(Self.getHealth)
                    #expect(await answer.upTo("\"}").hasPrefix("HTTP/1.1 200 OK"))
                }
                #expect(await incoming.rest().isEmpty)
                #expect(server.status.connections.evictions.value == 2)
            }
        }
    }

    @Test("Too long a URL and too many headers are refused in the API's shape")
    func heads() async throws {
        try await TestServer.run { server in
            let long = "/api/clones?name=" + String(repeating: "a", count: 17_000)
            let answer = try await server.send(.get, long)
            #expect(answer.status == 414 && answer.members == ["error"])
            var headers: HTTPFields = [:]
            for number in 0..<120 { headers[try #require(HTTPField.Name("X-\(number)"))] = "a" }
            let many = try await server.send(.get, "/health", headers: headers)
            #expect(many.status == 431 && many.members == ["detail"])
            let large: HTTPFields = [.userAgent: String(repeating: "a", count: 33_000)]
            #expect(try await server.send(.get, "/health", headers: large).status == 431)
        }
    }

    @Test("What the decoder gives up on is answered with a status as well")
    func decoder() async throws {
        try await Self.run(time: .seconds(60)) { _, port in
            let endless = "GET /health HTTP/1.1\r\nX-Long: " + String(repeating: "a", count: 70_000)
            for (text, status) in [
                (endless, "431 Request Header Fields Too Large"), ("no HTTP\r\n\r\n", "400 Bad Request"),
            ] {
                try await RawConnection.run(port: port) { connection, incoming in
                    try await connection.send(text)
                    #expect(await incoming.rest().hasPrefix("HTTP/1.1 \(status)\r\n"))
                }
            }
        }
    }

    @Test("Two hundred clients that dribble do not keep another from its answer")
    func dribble() async throws {
        try await Self.run(time: .seconds(60)) { server, port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        try await RawConnection.run(port: port) { connection, _ in
                            let head = "POST /bots/b/manage/create HTTP/1.1\r\nHost: a\r\n"
                            try await connection.send(number % 2 == 0 ? head : head + "Content-Length: 9999\r\n\r\n{")
                            while !Task.isCancelled {
                                try await connection.send(number % 2 == 0 ? "X" : " ")
                                try await Task.sleep(for: .milliseconds(100))
                            }
                        }
                    }
                }
                while server.status.connections.counts.readingCount < 200 {
                    try await Task.sleep(for: .milliseconds(5))
                }
                _ = try await server.makeBot("b")
                #expect(try await server.send(.get, "/bots/b/documents/list").status == 200)
                group.cancelAll()
                while await group.nextResult() != nil {}
            }
        }
    }
}
