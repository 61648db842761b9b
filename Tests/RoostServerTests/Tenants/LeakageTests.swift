import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

/// One user has the same text in a clone, a session, a bot and an agent, but for one word.
@Suite("The same text everywhere", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(2)))
struct LeakageTests {
    private static let words = ["clone": "amaranth", "session": "buckthorn", "bot": "cinnabar", "agent": "dragonfruit"]

    private static func text(_ place: String) -> String {
        "The heron station stands on a hill above the lake. The password of the archive is \(words[place] ?? "")."
    }

    @Test("Each answers from its own, and shows nothing of the others")
    func answers() async throws {
        try await AgentWorkspace.run { workspace in
            for (place, answer) in try await Self.answers(of: workspace) {
                #expect(answer.status == 200, "\(place): \(answer.text)")
                for (other, word) in Self.words {
                    #expect(answer.text.contains(word) == (other == place), "\(place): \(answer.text)")
                }
            }
        }
    }

    /// What each place answers to the same question, after all of them have their text.
    private static func answers(of workspace: AgentWorkspace) async throws -> [String: Answer] {
        let server = workspace.server
        let clone = try await makeClone(on: server)
        let session = try await makeSession(on: server)
        try await makeBot(on: server)
        try await teachAgent(of: workspace)
        let question = "What is the password of the archive?"
        return [
            "clone": try await server.send(
                .post,
                "/api/clones/\(clone)/chat",
                user: AgentWorkspace.member,
                body: #"{"message": {"text": "\#(question)", "history": []}}"#
            ),
            "session": try await server.send(
                .post,
                "/v1/chat/stream",
                user: AgentWorkspace.member,
                body: """
                    {"model": "gpt-4", "session_id": \(session), "stream": false,
                    "messages": [{"role": "user", "content": "\(question)"}]}
                    """
            ),
            "bot": try await server.ask(question, of: "bot", inChat: try await server.startChat()),
            "agent": try await workspace.post(
                "/api/v1/ai/chat",
                [
                    "agent_id": .string(AgentWorkspace.agent), "channel": "playground",
                    "message": ["type": "text", "content": .string(question)],
                ]
            ),
        ]
    }

    private static func makeClone(on server: TestServer) async throws -> String {
        let clone = try await server.send(
            .post,
            "/api/clones",
            user: AgentWorkspace.member,
            body: #"{"name": "Clone", "base_prompt": "Be kind.", "visibility": "private"}"#
        )
        guard let identifier = clone["id"]?.stringValue else { throw UnexpectedAnswer(clone) }
        try await upload(text("clone"), to: "/api/clones/\(identifier)/documents", on: server)
        return identifier
    }

    private static func makeSession(on server: TestServer) async throws -> Int64 {
        let session = try await server.send(
            .post,
            "/v1/chat/stream",
            user: AgentWorkspace.member,
            body: #"{"model": "gpt-4", "stream": false, "messages": [{"role": "user", "content": "Hello"}]}"#
        )
        guard case .integer(let number)? = session["session_id"] else { throw UnexpectedAnswer(session) }
        // The API takes PDF files only; what is in them lies in the same kind of collection.
        let files = try await server.engine.collection(
            named: StoredSession.fileCollectionName,
            owner: Owner(kind: "session", identifier: "\(number)"),
            createIfMissing: true
        )
        try await files.ingest(DocumentSource(name: "notes.txt", content: .file(Array(text("session").utf8))))
        return number
    }

    private static func makeBot(on server: TestServer) async throws {
        _ = try await server.makeBot("bot", parameters: #""min_k": 0, "min_n": 0"#)
        try await server.upload("notes", nodes: [text("bot")], to: "bot")
    }

    private static func teachAgent(of workspace: AgentWorkspace) async throws {
        let answer = try await workspace.post(
            "/api/v1/knowledge/ingest",
            [
                "agent_id": .string(AgentWorkspace.agent), "source_type": "external",
                "metadata": ["text_content": .string(text("agent"))],
            ]
        )
        guard answer.status == 200 else { throw UnexpectedAnswer(answer) }
    }

    private static func upload(_ text: String, to path: String, on server: TestServer) async throws {
        let form = FormBody(file: "notes.txt", Array(text.utf8))
        let answer = try await server.send(
            .post,
            path,
            user: AgentWorkspace.member,
            headers: [.contentType: form.contentType],
            bytes: form.bytes
        )
        guard (200...201).contains(answer.status) else { throw UnexpectedAnswer(answer) }
    }
}
