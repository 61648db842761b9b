import Foundation
import Glibc
import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("The end of a server by signals", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(3)))
struct ShutdownTests {
    private static let body = #"{"llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3}"#
    private static let head = """
        POST /bots/b/manage/create HTTP/1.1\r
        Host: a\r
        X-API-Key: key\r
        Content-Type: application/json\r
        Content-Length: \(body.utf8.count)\r
        \r

        """

    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// A server that has the first half of a request, and what it logs.
    private func run(
        deadline: String,
        drainDelay: String = "0s",
        _ body: @Sendable (Process, RawConnection, IncomingBytes, Log) async throws -> Void
    ) async throws {
        let log = Log()
        let program = Program(
            dataFolder: folder.url,
            environment: [
                "ROOST_API_KEY": "key", "ROOST_LOG_FORMAT": "json", "ROOST_SHUTDOWN_DEADLINE": deadline,
                "ROOST_DRAIN_DELAY": drainDelay,
            ]
        )
        let process = try program.start(["serve", "--port", "0"], onError: log.append)
        defer { process.kill() }
        try await RawConnection.run(port: log.port.wait()) { connection, incoming in
            try await connection.send(Self.head + Self.body.prefix(10))
            // Signalled too early, the server would take the connection for an idle one.
            try await RawConnection.run(port: log.port.wait()) { other, answer in
                var metrics = ""
                while !metrics.contains("\nroost_http_requests_in_progress 2\n") {
                    try await other.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
                    metrics = await answer.upTo("\nprocess_start_time_seconds ")
                    try #require(!metrics.isEmpty)
                }
            }
            try await body(process, connection, incoming, log)
        }
    }

    @Test("A request in progress is answered, nobody new is let in, and the exit code is 0")
    func graceful() async throws {
        try await run(deadline: "60s") { process, connection, incoming, log in
            kill(process.processIdentifier, SIGTERM)
            try await log.wait(for: "Shuts down")
            let port = try await log.port.wait()
            while let answered = try? await RawConnection.run(
                port: port,
                { other, answer in
                    try await other.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                    return await answer.upTo("\"}")
                }
            ), !answered.isEmpty {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(process.isRunning)
            try await connection.send(String(Self.body.dropFirst(10)))
            #expect(await incoming.upTo("bot_api_key").hasPrefix("HTTP/1.1 200 OK"))
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(log.lines.contains { $0["fields"]?["http.path"] == "/bots/b/manage/create" })
            #expect(log.lines.allSatisfy { $0["time"] != nil && $0["level"] != nil && $0["message"] != nil })
        }
    }

    @Test("While load balancers have time to see it, the server listens and says that it is not ready")
    func drainDelay() async throws {
        try await run(deadline: "2h", drainDelay: "1h") { process, _, _, log in
            kill(process.processIdentifier, SIGTERM)
            try await log.wait(for: "Shuts down")
            try await RawConnection.run(port: log.port.wait()) { other, answer in
                try await other.send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
                let text = await answer.upTo("\"}")
                #expect(text.hasPrefix("HTTP/1.1 503") && text.contains("the server is shutting down"))
            }
            #expect(process.isRunning)
        }
    }

    @Test("A stream that is in progress comes to its end")
    func stream() async throws {
        let (begun, mayEnd) = (Signal<Void>(), Signal<Void>())
        let script: LoopbackServer.Script = { exchange in
            func send(_ json: String) async throws { try await exchange.sendChunk(Array("data: \(json)\n\n".utf8)) }
            try await exchange.sendHead()
            try await send(#"{"choices":[{"index":0,"delta":{"content":"Paris"}}]}"#)
            begun.fire(())
            try await mayEnd.wait()
            try await send(#"{"choices":[{"index":0,"delta":{"content":" [1]."}}]}"#)
            try await send(#"{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"#)
            try await send("[DONE]")
            try await exchange.endChunks()
        }
        try await LoopbackServer.run(script) { model in
            let environment = [
                "ROOST_LLM": "openai", "ROOST_LLM_MODEL": "scripted",
                "OPENAI_BASE_URL": model.url.appending(path: "v1").absoluteString,
            ]
            try await RunningServer.run(dataFolder: folder.url, environment: environment) { server in
                let chat = try await Self.startChat(on: server)
                let question: JSONValue = ["bot_name": "b", "prompt": "What is the capital of France?"]
                async let events = server.events("bots/chats/\(chat)/stream", question)
                try await begun.wait()
                server.terminate()
                while (try? await server.get("health")) != nil { try await Task.sleep(for: .milliseconds(20)) }
                mayEnd.fire(())
                let last = try #require(try await events.last?.event)
                #expect(last["type"] == "done" && last["reply"]?["message"] == "Paris [1].")
                #expect(server.exitCode() == 0)
            }
        }
    }

    private static func startChat(on server: RunningServer) async throws -> String {
        _ = try await server.post(
            "bots/b/manage/create",
            [
                "llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3, "min_k": 0, "min_n": 0,
                "llm_generate_related_prompts": false,
            ]
        )
        _ = try await server.post(
            "bots/b/documents/upload",
            [
                "file_name": "d", "file_metadata": .object([:]),
                "file_contents": [
                    "nodes": .array([["text": "Paris is the capital of France.", "metadata": .object([:])]]),
                    "assets": .array([]),
                ],
            ]
        )
        return try #require(try await server.post("bots/chats/start", .object([:]))["chat_id"]?.stringValue)
    }

    @Test("At the deadline what is in progress is cut, and the exit code is 1")
    func deadline() async throws {
        try await run(deadline: "1s") { process, _, incoming, log in
            kill(process.processIdentifier, SIGTERM)
            #expect(await !incoming.rest().contains("200 OK"))
            process.waitUntilExit()
            #expect(process.terminationStatus == 1)
            try await log.wait(for: "What is in progress is cut")
        }
    }

    @Test("A second signal ends the server at once")
    func secondSignal() async throws {
        try await run(deadline: "1h") { process, _, _, log in
            kill(process.processIdentifier, SIGTERM)
            try await log.wait(for: "Shuts down")
            kill(process.processIdentifier, SIGINT)
            process.waitUntilExit()
            #expect(process.terminationStatus == 1)
        }
    }
}

/// What a server writes to standard error.
private final class Log: Sendable {
    let port = Signal<Int>()
    private let text = Mutex("")

    func append(_ piece: String) {
        let all = text.withLock { text in
            text += piece
            return text
        }
        if let match = all.firstMatch(of: /listening on http:\/\/127\.0\.0\.1:(\d+)\n/), let number = Int(match.1) {
            port.fire(number)
        }
    }

    func wait(for message: String) async throws {
        while !(text.withLock { $0.contains(message) }) { try await Task.sleep(for: .milliseconds(10)) }
    }

    /// The lines that are JSON objects.
    var lines: [JSONValue] {
        text.withLock { $0 }.split(separator: "\n").filter { $0.first == "{" }.compactMap { line in
            try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
        }
    }
}
