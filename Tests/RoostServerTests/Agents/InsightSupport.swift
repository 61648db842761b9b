import Foundation
import GRDB
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// A workspace whose past a test makes up, and questions to its copilot.
struct InsightWorkspace: Sendable {
    static let path = "/api/v1/copilot/insights/chat"

    let workspace: AgentWorkspace
    private let database: DatabaseQueue

    static func run(
        _ settings: ServerConfiguration = ServerConfiguration(),
        isLive: Bool = false,
        _ body: @Sendable (InsightWorkspace) async throws -> Void
    ) async throws {
        let folder = try TemporaryDirectory()
        try await TestServer.run(settings, isLive: isLive, dataFolder: folder.url) { server in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision()
            let database = try DatabaseQueue.ofServer(in: folder.url)
            try await body(InsightWorkspace(workspace: workspace, database: database))
        }
    }

    /// Runs a workspace whose copilot has a model that says what `script` does.
    static func run(
        script: @escaping LoopbackServer.Script,
        _ body: @Sendable (InsightWorkspace, LoopbackServer) async throws -> Void
    ) async throws {
        try await LoopbackServer.run(script) { provider in
            var settings = ServerConfiguration()
            settings.answering = .openAI(
                .init(name: "scripted", baseURL: provider.url.appending(path: "v1"), key: ScriptedModel.key)
            )
            try await run(settings, isLive: true) { try await body($0, provider) }
        }
    }

    /// Stores messages of a customer, each in a conversation of its own, that were analysed.
    ///
    /// - Parameters:
    ///   - answeredAfter: Milliseconds until the agent's answer; nil for none.
    func add(
        _ count: Int = 1,
        daysAgo: Double = 1,
        intent: String = "question",
        topic: String = "delivery",
        sentiment: String = "Neutral",
        channel: String = "whatsapp",
        agent: String = AgentWorkspace.agent,
        of owner: String = AgentWorkspace.id,
        isTest: Bool = false,
        answeredAfter: Int64? = 2000,
        status: String = "open",
        state: String = "done"
    ) async throws {
        let time = Int64(Date.now.timeIntervalSince1970 * 1000) - Int64(daysAgo * 86_400_000)
        try await database.write { database in
            for _ in 0..<count {
                let conversation = UUID().uuidString.lowercased()
                try database.execute(
                    sql: """
                        INSERT INTO conversation (id, workspace_id, agent_id, channel, status, created_at, last_message_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [conversation, owner, agent, channel, status, time, time]
                )
                func insert(_ sender: String, _ time: Int64, repliesTo: Int64?) throws -> Int64 {
                    try database.execute(
                        sql: """
                            INSERT INTO conversation_message (id, conversation_id, workspace_id, agent_id, channel, sender,
                                type, content, is_test, replies_to, created_at)
                            VALUES (?, ?, ?, ?, ?, ?, 'text', 'a secret word', ?, ?, ?)
                            """,
                        arguments: [
                            UUID().uuidString.lowercased(), conversation, owner, agent, channel, sender, isTest,
                            repliesTo, time,
                        ]
                    )
                    return database.lastInsertedRowID
                }
                let number = try insert("customer", time, repliesTo: nil)
                try database.execute(
                    sql: """
                        INSERT INTO message_intelligence (message_number, state, topic, intent, sentiment)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [number, state, topic, intent, sentiment]
                )
                if let answeredAfter {
                    _ = try insert("agent", time + answeredAfter, repliesTo: number)
                }
            }
        }
    }

    /// Two weeks: 8 complaints and 3 before, 12 other messages and 10 before.
    func addTwoWeeks() async throws {
        try await add(5, daysAgo: 1, intent: "complaint", topic: "delivery", sentiment: "Negative")
        try await add(2, daysAgo: 2, intent: "complaint", topic: "billing", sentiment: "Negative", channel: "webchat")
        try await add(intent: "complaint", topic: "unknown", answeredAfter: nil, status: "needs_human")
        try await add(12, daysAgo: 3, topic: "opening hours", sentiment: "Positive")
        try await add(1, daysAgo: 8, intent: "complaint", topic: "delivery", sentiment: "Negative")
        try await add(2, daysAgo: 9, intent: "complaint", topic: "billing")
        try await add(10, daysAgo: 10, topic: "opening hours", answeredAfter: 4000)
    }

    /// Asks the copilot.
    func ask(
        _ question: String,
        _ context: JSONValue? = nil,
        user: String = AgentWorkspace.member,
        of owner: String = AgentWorkspace.id
    ) async throws -> Answer {
        var body: [String: JSONValue] = ["question": .string(question)]
        body["context"] = context
        return try await workspace.post(Self.path, .object(body), user: user, workspace: owner)
    }

    /// How many rows of a table have a condition.
    func count(_ table: String, where condition: String) async throws -> Int {
        try await database.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table) WHERE \(condition)") ?? 0
        }
    }
}

extension Answer {
    /// The explanation; empty when there is none.
    var explanation: String { self["explanation"]?.stringValue ?? "" }

    /// All that an insight says.
    var insightTexts: [String] {
        [explanation]
            + ["reasons", "suggestions"].flatMap { self[$0]?.elements ?? [] }.compactMap(\.stringValue)
    }
}
