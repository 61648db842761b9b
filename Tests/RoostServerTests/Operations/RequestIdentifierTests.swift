import HTTPTypes
import Logging
import RoostServer
import Synchronization
import Testing

@Suite("X-Request-ID", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(1)))
struct RequestIdentifierTests {
    @Test("Only what can stand anywhere is taken from a client")
    func form() {
        for text in ["a", "req-1.2:3_4", String(repeating: "x", count: 128)] {
            #expect(RequestIdentifier(text)?.text == text)
        }
        for text in ["", " ", "a b", "a\r\nSet-Cookie: b", "é", "a\"", "a\0", String(repeating: "x", count: 129)] {
            #expect(RequestIdentifier(text) == nil)
        }
        #expect(RequestIdentifier() != RequestIdentifier())
    }

    @Test("It is in every answer, errors included, and in the request's log line")
    func answers() async throws {
        let header = try #require(RequestIdentifier.header)
        let seen = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in
            RecordingLog { metadata in
                let identifier = metadata[JSONLogLine.requestIdentifierKey].map { "\($0)" } ?? "none"
                seen.withLock { $0.append(identifier) }
            }
        }
        try await TestServer.run(logger: logger) { server in
            for path in ["/health", "/none", "/api/clones", "/bots/b/manage/about"] {
                let answer = try await server.send(.get, path, headers: [header: "mine-1"])
                #expect(answer.headers[header] == "mine-1", "\(path)")
            }
            let made = try #require(try await server.send(.get, "/none", headers: [header: "not mine"]).headers[header])
            #expect(made.count == 32 && RequestIdentifier(made) != nil)
            #expect(seen.withLock { $0 } == ["mine-1", "mine-1", "mine-1", "mine-1", made])
        }
    }
}

/// Passes on the metadata of each line at info and above.
private struct RecordingLog: LogHandler {
    let record: @Sendable (Logger.Metadata) -> Void
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(record: @escaping @Sendable (Logger.Metadata) -> Void) {
        self.record = record
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        record(metadata.merging(event.metadata ?? [:]) { $1 })
    }
}
