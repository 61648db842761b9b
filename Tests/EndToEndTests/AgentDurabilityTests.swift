import DocumentStore
import Foundation
import LanguageModel
import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("What a killed server leaves to workspaces", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(3)))
struct AgentDurabilityTests {
    private static let workspace = "11111111-1111-4111-8111-111111111111"
    private static let agent = "33333333-3333-4333-8333-333333333333"
    private static let granted: Int64 = 100_000

    private let folder: TemporaryDirectory
    private var program: Program { Program(dataFolder: folder.url) }

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("After each kill -9 conversations, credits, events and the outbox are whole, and nothing is paid twice")
    func survivesKills() async throws {
        let token = try await prepare()
        let records = AgentRecords()
        for round in 1...3 {
            try await RunningServer.run(dataFolder: folder.url, environment: ["ROOST_RATE_LIMIT_CHAT": "0"]) { server in
                let clients = AgentClients(
                    server: server.asked(by: "ann", token: token, inWorkspace: Self.workspace),
                    agent: Self.agent,
                    workspace: Self.workspace
                )
                await withTaskGroup(of: Void.self) { group in
                    for work in [clients.chat, clients.receive, clients.receive, clients.ingest] {
                        group.addTask {
                            // What fails is that the server is gone.
                            while let change = try? await work() {
                                if records.apply(change).count >= round * 40 { server.kill() }
                            }
                        }
                    }
                }
            }
            let record = records.current
            try await expectHealth()
            try await RunningServer.run(dataFolder: folder.url) { server in
                let server = server.asked(by: "ann", token: token, inWorkspace: Self.workspace)
                try await expectEverything(of: record, on: server)
            }
            try expectSources(of: record)
            try expectCredits(of: record)
        }
    }

    /// Makes the workspace and a token of its member.
    private func prepare() async throws -> String {
        for arguments in [
            ["workspace", "create", "--id", Self.workspace, "--name", "Shop", "--credits", "\(Self.granted)"],
            ["member", "add", "--workspace", Self.workspace, "--user", "ann"],
            ["agent", "create", "--workspace", Self.workspace, "--name", "Helper", "--id", Self.agent],
        ] {
            try #require(try await program.run(["admin"] + arguments).status == 0)
        }
        return try await program.run("token", "--sub", "ann").standardOutput
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func expectHealth() async throws {
        let doctor = try await program.run("doctor", "--json")
        #expect(doctor.status == 0, "\(doctor.standardOutput)")
        #expect(try doctor.object()["ok"] as? Bool == true)
    }

    /// Each acknowledged message is there with its reply, once; each event that comes again is a duplicate.
    private func expectEverything(of record: AgentRecord, on server: RunningServer) async throws {
        for (conversation, text) in record.chats {
            let answer = try await server.get("api/v1/conversations/\(conversation)/messages")
            guard case .array(let messages)? = answer["messages"] else {
                Issue.record("conversation \(conversation) has no messages: \(answer)")
                continue
            }
            #expect(messages.count == 2 && messages.first?["content"] == .string(text))
            #expect(messages.last?["role"] == "assistant")
        }
        let clients = AgentClients(server: server, agent: Self.agent, workspace: Self.workspace)
        for (event, reply) in record.events {
            let answer = try await clients.post(event: event)
            #expect(answer["duplicate"] == true && answer["message_id"] == .string(reply), "\(answer)")
        }
    }

    /// Each acknowledged source is there, whole and with its chunks.
    private func expectSources(of record: AgentRecord) throws {
        let knowledge = try SQLiteStore(folder: folder.url).openKnowledge(
            ofAgent: Self.agent,
            inWorkspace: Self.workspace,
            model: EmbeddingModelIdentity(name: "none is made", dimension: 1)
        )
        let sources = try #require(knowledge)
        for (source, text) in record.sources {
            #expect(try sources.text(ofDocumentNamed: source)?.contains(text) == true, "\(source)")
            #expect(try !sources.chunks(ofDocumentNamed: source).isEmpty, "\(source)")
        }
    }

    /// What was acknowledged is paid, and beside it at most what was in progress when the server was killed.
    private func expectCredits(of record: AgentRecord) throws {
        let store = try SQLiteStore(folder: folder.url)
        let spent = Self.granted - (try #require(try store.workspace(Self.workspace)?.credits))
        let acknowledged = Int64(record.chats.count + record.events.count)
        #expect(spent >= acknowledged && spent <= acknowledged + 3 * 3, "\(spent) for \(acknowledged)")
    }
}

/// What a server has told that it keeps, over all its lives.
private final class AgentRecords: Sendable {
    private let state = Mutex(AgentRecord())

    var current: AgentRecord { state.withLock { $0 } }

    func apply(_ change: AgentRecord.Change) -> AgentRecord {
        state.withLock { record in
            change(&record)
            return record
        }
    }
}

private struct AgentRecord: Sendable {
    /// Messages by conversation.
    var chats: [String: String] = [:]
    /// The replies' identifiers by event.
    var events: [String: String] = [:]
    /// Texts by the source that holds them.
    var sources: [String: String] = [:]

    typealias Change = @Sendable (inout AgentRecord) -> Void

    var count: Int { chats.count + events.count + sources.count }
}

/// Clients of a workspace's agent, each of which does one thing and says what was acknowledged.
private struct AgentClients: Sendable {
    let server: RunningServer
    let agent: String
    let workspace: String

    func message(_ text: String) -> JSONValue {
        [
            "agent_id": .string(agent), "channel": "playground",
            "message": ["type": "text", "content": .string(text)],
        ]
    }

    @Sendable
    func chat() async throws -> AgentRecord.Change {
        let text = "My number is \(UUID().uuidString)."
        let events = try await server.events("api/v1/ai/chat", message(text)).map(\.event)
        let conversation = try #require(events.first?["conversation_id"]?.stringValue)
        try #require(events.last?["status"] == "ok")
        return { $0.chats[conversation] = text }
    }

    func post(event: String) async throws -> JSONValue {
        try await server.post(
            "api/v1/channels/event",
            [
                "event": "message_received", "workspace_id": .string(workspace), "agent_id": .string(agent),
                "message_id": .string(event), "channel": "whatsapp", "external_user_id": .string("user-\(event)"),
                "message": ["type": "text", "content": "Hi, I need help with my order."],
            ]
        )
    }

    @Sendable
    func receive() async throws -> AgentRecord.Change {
        let event = UUID().uuidString.lowercased()
        let answer = try await post(event: event)
        let reply = try #require(answer["message_id"]?.stringValue)
        return { $0.events[event] = reply }
    }

    @Sendable
    func ingest() async throws -> AgentRecord.Change {
        let text = "The password of the archive is \(UUID().uuidString)."
        let answer = try await server.post(
            "api/v1/knowledge/ingest",
            [
                "agent_id": .string(agent), "source_type": "external",
                "metadata": ["text_content": .string(text)],
            ]
        )
        let source = try #require(answer["source_id"]?.stringValue)
        return { $0.sources[source] = text }
    }
}
