import HTTPTypes
import Logging
import RetrievalEngine
import RoostServer
import Synchronization
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct RequestLogTests {
    @Test("A request is one line, without its key, its query and its texts")
    func oneLine() async throws {
        let lines = LogLines()
        try await TestServer.run(logger: Logger(label: "test") { _ in lines }) { server in
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            let answer = try await server.ask("A private question?", of: "b", inChat: chat)
            #expect(answer.status == 200)
            let path = "/bots/b/documents/delete?document_name=private&api_key=\(TestServer.masterKey)"
            _ = try await server.send(.delete, path, key: nil)
        }
        let texts = lines.all
        #expect(texts.count == 4)
        #expect(texts.allSatisfy { $0.contains("http.status") && $0.contains("http.path") })
        #expect(texts.allSatisfy { !$0.contains(TestServer.masterKey) && !$0.contains("private") })
    }
}

/// Keeps what is logged at info and above.
private struct LogLines: LogHandler {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    private let lines = Lines()
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    var all: [String] { lines.texts.withLock(\.self) }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = event.metadata ?? [:]
        lines.texts.withLock { $0.append("\(event.message) \(metadata)") }
    }
}
