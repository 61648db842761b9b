import Foundation
import Logging
import RetrievalEngine
import RoostServer
import ServiceLifecycle
import TestSupport
import Testing

@Suite("Several ports of one server", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct ListenerGroupTests {
    /// The main port was open until the last request of the others was answered.
    @Test("At the end none is open while a request on another is finished")
    func end() async throws {
        let folder = try TemporaryDirectory()
        var configuration = ServerConfiguration()
        configuration.dataFolder = folder.url
        configuration.modelsFolder = Fixtures.modelFolder?.deletingLastPathComponent()
        configuration.port = 0
        let engine = try configuration.makeEngine()
        _ = try await Authenticator(engine: engine).ensureMasterKey(configured: APIKey(TestServer.masterKey))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        var parts = ServerParts(configuration: configuration, engine: engine, logger: logger)
        parts.services = []
        let connections = parts.status.connections
        let ports = [Signal<Int>(), Signal<Int>()]
        let listeners = ports.map { [configuration, parts] port in
            buildApplication(configuration: configuration, engine: engine, logger: logger, parts: parts) {
                port.fire($0)
            }
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [ListenerGroup(listeners)], logger: logger)
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let body = TestServer.models
            try await RawConnection.run(port: ports[1].wait()) { connection, incoming in
                let head = "POST /bots/b/manage/create HTTP/1.1\r\nHost: a\r\nX-API-Key: \(TestServer.masterKey)\r\n"
                try await connection.send(head + "Content-Length: \(body.utf8.count)\r\n\r\n{")
                while connections.counts.readingCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
                let first = try await ports[0].wait()
                await group.triggerGracefulShutdown()
                while let answered = try? await RawConnection.run(
                    port: first,
                    { other, answer in
                        try await other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                        return await answer.upTo("\"}")
                    }
                ), !answered.isEmpty {
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await connection.send(String(body.dropFirst()))
                #expect(await incoming.upTo("bot_api_key").hasPrefix("HTTP/1.1 200 OK"))
            }
            try await tasks.waitForAll()
        }
    }
}
