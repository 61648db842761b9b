import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Sending over channels", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct ChannelSendTests {
    private static func run(
        isLive: Bool = false,
        _ body: @Sendable (AgentWorkspace, _ conversation: String) async throws -> Void
    ) async throws {
        try await AgentWorkspace.run(isLive: isLive) { workspace in
            let answer = try await workspace.tell(AgentWorkspace.event())
            try await body(workspace, try #require(answer["conversation_id"]?.stringValue))
        }
    }

    @Test("The document's example is stored and queued, free of charge, and the conversation is a person's")
    func example() async throws {
        try await Self.run { workspace, conversation in
            let answer = try await workspace.sendOut(AgentWorkspace.message(in: conversation))
            #expect(answer.status == 200)
            #expect(answer["status"] == "message sent" && answer["delivery"] == "queued")
            #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.sendPath) == [])
            let message = try #require(try workspace.messages(of: conversation).last)
            #expect(message.sender == .human && .string(message.id) == answer["message_id"])
            #expect(message.content == "Your query has been forwarded to a human agent.")
            #expect(try workspace.credits() == 49)
            #expect(try workspace.status(of: conversation) == .humanActive)
            // The agent goes on answering, and the person stays.
            #expect(try await workspace.tell(AgentWorkspace.event())["reply"] != .null)
            #expect(try workspace.status(of: conversation) == .humanActive)
        }
    }

    @Test("A text is kept as it is; the type is text unless it says otherwise")
    func content() async throws {
        try await Self.run { workspace, conversation in
            var message = AgentWorkspace.message(in: conversation, "  two\n lines \n")
            message["message_type"] = nil
            #expect(try await workspace.sendOut(message).status == 200)
            message["message_type"] = "template"
            #expect(try await workspace.sendOut(message).status == 200)
            let messages = try workspace.messages(of: conversation).suffix(2)
            #expect(messages.map(\.content) == ["  two\n lines \n", "  two\n lines \n"])
            #expect(messages.map(\.type) == ["text", "template"])
        }
    }

    @Test("What cannot be sent is refused in the document's words")
    func refusals() async throws {
        try await Self.run { workspace, conversation in
            let nothing = AgentWorkspace.nothing
            let foreign = try await workspace.post(
                AgentWorkspace.eventPath,
                .object(AgentWorkspace.event(agent: AgentWorkspace.otherAgent, workspace: AgentWorkspace.otherID)),
                user: AgentWorkspace.otherMember,
                workspace: AgentWorkspace.otherID
            )["conversation_id"]?.stringValue
            for (identifier, agent) in [
                (nothing, AgentWorkspace.agent), (try #require(foreign), AgentWorkspace.agent),
                (conversation, AgentWorkspace.silentAgent), (conversation, AgentWorkspace.otherAgent),
            ] {
                let answer = try await workspace.sendOut(AgentWorkspace.message(in: identifier, agent: agent))
                #expect(answer.status == 404)
                #expect(answer["detail"] == .string("Conversation \(identifier) not found."))
                #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.sendPath) == [])
            }
            let pigeon = try await workspace.sendOut(AgentWorkspace.message(in: conversation, over: "pigeon"))
            #expect(pigeon.status == 400 && pigeon["detail"] == "Unsupported channel for sending: pigeon")
            let blank = try await workspace.sendOut(AgentWorkspace.message(in: conversation, " \n "))
            #expect(blank.status == 400 && blank["error.fields.content.0"] == "This field may not be blank.")
            let empty = try await workspace.sendOut([:])
            guard case .object(let fields)? = empty["error.fields"] else { throw UnexpectedAnswer(empty) }
            #expect(
                Set(fields.keys) == ["conversation_id", "agent_id", "channel", "external_user_id", "content"]
            )
            for answer in [pigeon, blank, empty] {
                #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.sendPath) == [])
            }
            #expect(try workspace.messages(of: conversation).count == 2)
        }
    }

    @Test(
        "What is sent on the server's own channels is there for who comes for it",
        arguments: ["webchat", "playground"]
    )
    func ownChannels(channel: String) async throws {
        try await Self.run { workspace, conversation in
            let answer = try await workspace.sendOut(AgentWorkspace.message(in: conversation, over: channel))
            #expect(answer.status == 200 && answer["delivery"] == "sent")
        }
    }

    @Test("Without a key two requests are two messages; with one they are one")
    func keys() async throws {
        try await Self.run(isLive: true) { workspace, conversation in
            let message = AgentWorkspace.message(in: conversation)
            for _ in 0..<2 { #expect(try await workspace.sendOut(message).status == 200) }
            #expect(try workspace.messages(of: conversation).count == 4)
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { try await workspace.sendOut(message, key: "k-1") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 } && Set(answers.map(\.text)).count == 1)
            #expect(try workspace.messages(of: conversation).count == 5)
            let other = try await workspace.sendOut(AgentWorkspace.message(in: conversation, "Other."), key: "k-1")
            #expect(other.status == 422 && other["error.code"] == "idempotency_key_reused")
            let long = try await workspace.sendOut(message, key: String(repeating: "k", count: 256))
            #expect(long.status == 400)
            for answer in [other, long] {
                #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.sendPath) == [])
            }
            #expect(try await workspace.sendOut(message, key: "k-2").status == 200)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("A key is remembered over a restart")
    func restart() async throws {
        let folder = try TemporaryDirectory()
        let answers = Signal<[String]>()
        try await TestServer.run(dataFolder: folder.url) { server in
            let workspace = AgentWorkspace(server: server)
            try workspace.provision()
            let conversation = try await workspace.makeConversation()
            let message = AgentWorkspace.message(in: conversation, agent: AgentWorkspace.silentAgent)
            answers.fire([conversation, try await workspace.sendOut(message, key: "k").text])
        }
        let first = try #require(answers.value)
        try await TestServer.run(dataFolder: folder.url) { server in
            let workspace = AgentWorkspace(server: server)
            let message = AgentWorkspace.message(in: first[0], agent: AgentWorkspace.silentAgent)
            let answer = try await workspace.sendOut(message, key: "k")
            #expect(answer.text == first[1])
        }
    }
}
