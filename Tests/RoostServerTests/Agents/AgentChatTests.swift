import DocumentStore
import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Chats with agents", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(3)))
struct AgentChatTests {
    private static let path = "/api/v1/ai/chat"

    private static func message(
        _ text: String,
        agent: String = AgentWorkspace.agent,
        conversation: String? = nil,
        mode: String = "live"
    ) -> JSONValue {
        [
            "agent_id": .string(agent), "conversation_id": conversation.map(JSONValue.string) ?? .null,
            "channel": "playground", "message": ["type": "text", "content": .string(text)],
            "options": ["mode": .string(mode)],
        ]
    }

    private static func messages(
        _ conversation: String,
        on workspace: AgentWorkspace
    ) throws -> [StoredMessage] {
        try workspace.server.engine.store.messages(
            ofConversation: conversation,
            inWorkspace: AgentWorkspace.id,
            before: nil,
            limit: 100
        )
    }

    @Test("The document's example: start, tokens, end; the conversation holds what was sent and remembers it")
    func stream() async throws {
        try await ScriptedModel.runAgents(saying: ["Why did the AI ", "cross\nthe road?"]) { workspace, provider in
            let answer = try await workspace.post(Self.path, Self.message("Tell me a joke about AI."))
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "text/event-stream")
            let events = try answer.namedEvents
            #expect(events.map(\.name) == ["start", "token", "token", "end"])
            let conversation = try #require(try answer.startedConversation)
            let start = #"{"conversation_id":"\#(conversation)","agent_id":"\#(AgentWorkspace.agent)"}"#
            #expect(answer.text.hasPrefix("event: start\ndata: \(start)\n\nevent: token\ndata: {\"delta\":"))
            #expect(answer.text.hasSuffix("event: end\ndata: {\"status\":\"ok\"}\n\n"))
            let stored = try Self.messages(conversation, on: workspace)
            let reply = try answer.reply
            #expect(stored.map(\.content) == ["Tell me a joke about AI.", reply])
            #expect(stored.map(\.sender) == [.customer, .agent])
            #expect(try workspace.credits() == 49)

            let second = try await workspace.post(
                Self.path,
                Self.message("Another one!", conversation: conversation.uppercased())
            )
            #expect(try second.startedConversation == conversation)
            let prompts = provider.requests.map { String(decoding: $0.body, as: UTF8.self) }
            let prompt = try #require(prompts.first { $0.contains("Another one!") })
            #expect(prompt.contains("Tell me a joke about AI.") && prompt.contains("cross\\nthe road?"))
            #expect(prompt.contains("You are a helpful AI assistant."))
            #expect(try Self.messages(conversation, on: workspace).count == 4)
            let description = try await workspace.server.description()
            #expect(description.mismatches(of: answer, to: .post, Self.path) == [])
        }
    }

    @Test("Without credits the document's event and status, and nothing is stored; a bad request costs none")
    func credits() async throws {
        try await AgentWorkspace.run(credits: 1) { workspace in
            let refusals: [JSONValue] = [
                [:], Self.message(" "), Self.message("Hi", agent: "x"), Self.message("Hi", mode: "dry"),
                Self.message("Hi", agent: AgentWorkspace.nothing),
                Self.message("Hi", conversation: AgentWorkspace.nothing),
            ]
            for body in refusals {
                #expect([400, 404].contains(try await workspace.post(Self.path, body).status))
            }
            #expect(try workspace.credits() == 1)
            let paid = try await workspace.post(Self.path, Self.message("Hi"))
            #expect(paid.status == 200)
            let refused = try await workspace.post(Self.path, Self.message("What is the capital of France?"))
            #expect(refused.status == 402)
            #expect(refused.headers[.contentType] == "text/event-stream")
            let data = #"{"message":"Insufficient credits to perform this AI operation.","code":"PAYMENT_REQUIRED"}"#
            #expect(refused.text == "event: error\ndata: \(data)\n\n")
            let conversation = try #require(try paid.startedConversation)
            #expect(try Self.messages(conversation, on: workspace).count == 2)
            // What is not there is told before what cannot be paid.
            let missing = try await workspace.post(Self.path, Self.message("Hi", agent: AgentWorkspace.nothing))
            #expect(missing.status == 404)
            let description = try await workspace.server.description()
            #expect(description.mismatches(of: refused, to: .post, Self.path) == [])
        }
    }

    @Test("Twelve requests at once with five credits: exactly five replies")
    func parallelCredits() async throws {
        try await AgentWorkspace.run(credits: 5, isLive: true) { workspace in
            let statuses = try await withThrowingTaskGroup { group in
                for number in 0..<12 {
                    group.addTask { try await workspace.post(Self.path, Self.message("Hello \(number)")).status }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(statuses == [200: 5, 402: 7])
            #expect(try workspace.credits() == 0)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("What does not fit is told field by field in the words of the document's framework")
    func validation() async throws {
        try await AgentWorkspace.run { workspace in
            let empty = try await workspace.post(Self.path, [:])
            #expect(empty.status == 400 && empty["error.code"] == "validation_error")
            #expect(empty["detail"] == "agent_id: This field is required.")
            for field in ["agent_id", "channel", "message"] {
                #expect(empty["error"]?["fields"]?[field] == ["This field is required."])
            }
            for (path, value, message) in [
                ("agent_id", "7", "Must be a valid UUID."), ("agent_id", .null, "This field may not be null."),
                ("conversation_id", "x", "Must be a valid UUID."), ("channel", "", "This field may not be blank."),
                (
                    "channel", .string(String(repeating: "c", count: 101)),
                    "Ensure this field has no more than 100 characters."
                ),
                ("message", "Hi", "Invalid data. Expected a dictionary."),
                ("options", ["mode": "dry"], "\"dry\" is not a valid choice."),
            ] as [(String, JSONValue, String)] {
                guard case .object(var members) = Self.message("Hi") else { return }
                members[path] = value
                let answer = try await workspace.post(Self.path, .object(members))
                #expect(answer.status == 400, "\(path)")
                #expect(answer["detail"]?.stringValue?.hasSuffix(message) == true, "\(answer.text)")
            }
            for body in [#"{"agent_id""#, "", "[]", "null", "\u{0}"] {
                let answer = try await workspace.send(.post, Self.path, body: body)
                #expect(answer.status == 400 && answer["error.code"] == "validation_error", "\(body)")
            }
            #expect(try workspace.credits() == 50)
        }
    }

    @Test("Conversations belong to one agent of one workspace; others are answered as missing ones")
    func foreign() async throws {
        try await AgentWorkspace.run { workspace in
            let conversation = try #require(
                try await workspace.post(Self.path, Self.message("Hello")).startedConversation
            )
            let missing = try await workspace.post(
                Self.path,
                Self.message("Hi", conversation: AgentWorkspace.nothing)
            )
            #expect(missing.status == 404 && missing["detail"] == "Conversation not found.")
            let otherAgent = try await workspace.post(
                Self.path,
                Self.message("Hi", agent: AgentWorkspace.silentAgent, conversation: conversation)
            )
            let otherWorkspace = try await workspace.post(
                Self.path,
                Self.message("Hi", agent: AgentWorkspace.otherAgent, conversation: conversation),
                user: AgentWorkspace.otherMember,
                workspace: AgentWorkspace.otherID
            )
            #expect(otherAgent.text == missing.text && otherWorkspace.text == missing.text)
            let foreignAgent = try await workspace.post(
                Self.path,
                Self.message("Hi", agent: AgentWorkspace.otherAgent)
            )
            #expect(foreignAgent.status == 404)
            #expect(
                foreignAgent["detail"]
                    == .string(
                        "Agent with ID \(AgentWorkspace.otherAgent) not found or not accessible in workspace "
                            + "\(AgentWorkspace.id)."
                    )
            )
            let refused = try await workspace.post(
                Self.path,
                Self.message("Hi"),
                workspace: AgentWorkspace.otherID
            )
            #expect(refused.status == 403)
        }
    }

    @Test("What an agent knows is in its reply, with its source and page; other agents do not know it")
    func knowledge() async throws {
        try await AgentWorkspace.run { workspace in
            let engine = workspace.server.engine
            let source = "dddddddd-dddd-4ddd-8ddd-dddddddddddd"
            let knowledge = try await engine.collection(
                named: StoredAgent.collectionName,
                owner: Owner(kind: "agent", identifier: "\(AgentWorkspace.id):\(AgentWorkspace.agent)"),
                createIfMissing: true
            )
            let file = try Data(contentsOf: Fixtures.url("documents/heron-weather-station.pdf"))
            try await knowledge.ingest(
                DocumentSource(name: source, content: .file(Array(file)), metadata: ["source_name": "Manual"])
            )
            let question = "What is the range of the Heron weather station's radio?"
            let answer = try await workspace.post(Self.path, Self.message(question))
            let end = try #require(try answer.namedEvents.last)
            let citation = end.data["citations"]?.elements.first
            #expect(end.name == "end" && end.data["status"] == "ok")
            #expect(citation?["source_id"] == .string(source) && citation?["source_name"] == "Manual")
            #expect(citation?["page"]?.integerValue != nil)
            #expect(answer.text.contains(#"event: end"# + "\n" + #"data: {"status":"ok","citations":["#))
            let other = try await workspace.post(
                Self.path,
                Self.message(question, agent: AgentWorkspace.silentAgent)
            )
            #expect(other.status == 200 && !other.text.contains("citations"))
        }
    }

    @Test("A model that fails before the first piece: 503, and the credit comes back")
    func failingModel() async throws {
        try await ScriptedModel.runAgents { exchange in
            try await exchange.reply(status: 500, "{}")
        } _: { workspace, _ in
            let answer = try await workspace.post(Self.path, Self.message("Hello"))
            #expect(answer.status == 503)
            #expect(answer["error.code"] == "ai_provider_failure")
            #expect(answer["detail"] == "AI provider is currently unavailable. Please try again later.")
            #expect(try workspace.credits() == 50)
            let description = try await workspace.server.description()
            #expect(description.mismatches(of: answer, to: .post, Self.path) == [])
        }
    }

    @Test("A model that breaks off: the event error, no end; what was sent is kept and paid")
    func breakingModel() async throws {
        try await ScriptedModel.runAgents { exchange in
            try await exchange.sendHead()
            try await exchange.say("Once upon a time ")
            try await exchange.say("there was a heron. ")
            try await exchange.cut()
        } _: { workspace, _ in
            let answer = try await workspace.post(Self.path, Self.message("A story, please"))
            let events = try answer.namedEvents
            #expect(events.first?.name == "start" && events.last?.name == "error")
            #expect(events.last?.data["code"] == "ai_provider_failure")
            #expect(!events.contains { $0.name == "end" })
            let conversation = try #require(try answer.startedConversation)
            let reply = try answer.reply
            #expect(!reply.isEmpty)
            #expect(try Self.messages(conversation, on: workspace).last?.content == reply)
            #expect(try workspace.credits() == 49)
        }
    }

    @Test("Messages of trials are marked")
    func testMode() async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.post(Self.path, Self.message("Hello", mode: "test"))
            let conversation = try #require(try answer.startedConversation)
            let stored = try Self.messages(conversation, on: workspace)
            #expect(stored.count == 2 && stored.allSatisfy(\.isTest))
            #expect(try workspace.credits() == 49)
        }
    }
}

extension ScriptedModel {
    /// Runs a Roost with workspaces whose agents' answers come from `script`.
    fileprivate static func runAgents(
        _ script: @escaping LoopbackServer.Script,
        _ body: @Sendable (AgentWorkspace, LoopbackServer) async throws -> Void
    ) async throws {
        try await run(script) { server, provider in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision()
            try await body(workspace, provider)
        }
    }

    fileprivate static func runAgents(
        saying pieces: [String],
        _ body: @Sendable (AgentWorkspace, LoopbackServer) async throws -> Void
    ) async throws {
        try await runAgents({ try await $0.say(pieces) }, body)
    }
}

/// An event of an agent's chat.
struct NamedEvent: Sendable {
    var name: String
    var data: JSONValue
}

extension Answer {
    var namedEvents: [NamedEvent] {
        get throws {
            var parser = ServerSentEventParser()
            return try parser.receive(Array(text.utf8)).map { event in
                NamedEvent(name: event.type, data: try JSONParser.parse(Array(event.data.utf8)))
            }
        }
    }

    /// The conversation that a stream belongs to.
    var startedConversation: String? {
        get throws { try namedEvents.first { $0.name == "start" }?.data["conversation_id"]?.stringValue }
    }

    /// The text of a stream.
    var reply: String {
        get throws { try namedEvents.compactMap { $0.data["delta"]?.stringValue }.joined() }
    }
}
