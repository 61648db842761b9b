import DocumentStore
import Foundation
import HTTPTypes
import LanguageModel
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Events of channels", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct ChannelEventTests {
    @Test("The document's example is answered, stored and queued, for one credit")
    func example() async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.tell(AgentWorkspace.event())
            #expect(answer.status == 200)
            #expect(answer["status"] == "event processed" && answer["duplicate"] == false)
            #expect(answer["delivery"] == "queued")
            #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.eventPath) == [])
            let conversation = try #require(answer["conversation_id"]?.stringValue)
            let messages = try workspace.messages(of: conversation)
            #expect(messages.map(\.sender) == [.customer, .agent])
            #expect(messages.first?.content == "Hi, I need help with my order.")
            #expect(messages.last.map { .string($0.id) } == answer["message_id"])
            #expect(messages.last.map { .string($0.content) } == answer["reply"])
            #expect(try workspace.credits() == 49)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("Checks come in order: workspace, body, event, the body's workspace, agent, credits")
    func order() async throws {
        try await AgentWorkspace.run(credits: 0) { workspace in
            var event = AgentWorkspace.event(agent: AgentWorkspace.otherAgent, workspace: AgentWorkspace.otherID)
            event["event"] = "typing"
            let complete = event
            event["channel"] = nil
            let body = JSONValue.object(event)
            let path = AgentWorkspace.eventPath
            #expect(try await workspace.server.send(.post, path, key: nil, body: body.encoded).status == 401)
            #expect(try await workspace.post(path, body, workspace: AgentWorkspace.otherID).status == 403)
            let missing = try await workspace.post(path, body)
            #expect(missing.status == 400 && missing["error.fields.channel.0"] == "This field is required.")
            event = complete
            let unknown = try await workspace.tell(event)
            #expect(unknown.status == 400 && unknown["detail"] == "Unknown event type: typing")
            event["event"] = "message_received"
            let mismatch = try await workspace.tell(event)
            #expect(mismatch.status == 403 && mismatch["error.code"] == "permission_denied")
            #expect(mismatch["detail"] == "workspace_id does not match X-Workspace-ID.")
            event["workspace_id"] = .string(AgentWorkspace.id.uppercased())
            let agent = try await workspace.tell(event)
            #expect(agent.status == 404)
            #expect(
                agent["detail"]?.stringValue
                    == "Agent with ID \(AgentWorkspace.otherAgent) not found or not accessible in workspace "
                    + "\(AgentWorkspace.id)."
            )
            event["agent_id"] = .string(AgentWorkspace.agent)
            let unpaid = try await workspace.tell(event)
            #expect(unpaid.status == 402 && unpaid["error.code"] == "PAYMENT_REQUIRED")
            #expect(unpaid["detail"] == "Insufficient credits to perform this AI operation.")
            for answer in [missing, unknown, mismatch, agent, unpaid] {
                #expect(try await workspace.mismatches(of: answer, to: path) == [])
            }
        }
    }

    @Test("All that is wrong with a body is told at once")
    func validation() async throws {
        try await AgentWorkspace.run { workspace in
            let long = String(repeating: "x", count: 256)
            let answer = try await workspace.tell([
                "event": "", "workspace_id": "w", "agent_id": .null, "message_id": 7, "channel": .string(long),
                "external_user_id": .string(long), "message": ["type": "text", "content": " \n"],
            ])
            #expect(answer.status == 400)
            guard case .object(let fields)? = answer["error.fields"] else { throw UnexpectedAnswer(answer) }
            #expect(
                fields == [
                    "event": ["This field may not be blank."], "workspace_id": ["Must be a valid UUID."],
                    "agent_id": ["This field may not be null."], "message_id": ["Must be a valid UUID."],
                    "channel": ["Ensure this field has no more than 100 characters."],
                    "external_user_id": ["Ensure this field has no more than 255 characters."],
                    "message.content": ["This field may not be blank."],
                ]
            )
            for message: JSONValue in ["Hi", .null, [], ["type": "text", "content": "a\u{0}b"], ["content": "Hi"]] {
                var event = AgentWorkspace.event()
                event["message"] = message
                #expect(try await workspace.tell(event).status == 400)
            }
            #expect(try workspace.credits() == 50)
        }
    }

    @Test("Twenty equal events at once are answered once")
    func parallelDuplicates() async throws {
        try await LoopbackServer.run {
            try await $0.echo()
        } _: { provider in
            var settings = ServerConfiguration()
            settings.ask(provider)
            try await AgentWorkspace.run(settings, isLive: true) { workspace in
                let event = AgentWorkspace.event(UUID().uuidString, "One")
                let answers = try await withThrowingTaskGroup { group in
                    for _ in 0..<20 { group.addTask { try await workspace.tell(event) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0.status == 200 && $0["reply"] == "Re: One" })
                #expect(answers.count { $0["duplicate"] == false } == 1)
                #expect(Set(answers.compactMap { $0["message_id"]?.stringValue }).count == 1)
                #expect(provider.replyRequestCount == 1)
                #expect(try workspace.credits() == 49)
                let conversation = try #require(answers.first?["conversation_id"]?.stringValue)
                let messages = try workspace.messages(of: conversation)
                #expect(messages.map(\.delivery) == [nil, .queued])
                #expect(try workspace.server.engine.store.integrityProblems() == [])
            }
        }
    }

    @Test("A repetition is the first event, whatever else it says")
    func repetition() async throws {
        try await AgentWorkspace.run { workspace in
            let id = UUID().uuidString
            let first = try await workspace.tell(AgentWorkspace.event(id, "One"))
            var other = AgentWorkspace.event(id.lowercased(), "Two", from: "somebody else", over: "webchat")
            other["agent_id"] = .string(AgentWorkspace.silentAgent)
            let again = try await workspace.tell(other)
            #expect(again.status == 200 && again["duplicate"] == true)
            guard case .object(var members)? = first.json else { throw UnexpectedAnswer(first) }
            members["duplicate"] = true
            #expect(again.json == .object(members))
            #expect(try await workspace.mismatches(of: again, to: AgentWorkspace.eventPath) == [])
            #expect(try workspace.credits() == 49)
        }
    }

    @Test("Messages of one customer at once are one conversation, each followed by its reply")
    func sequence() async throws {
        try await LoopbackServer.run {
            try await $0.echo()
        } _: { provider in
            var settings = ServerConfiguration()
            settings.ask(provider)
            try await AgentWorkspace.run(settings, isLive: true) { workspace in
                let answers = try await withThrowingTaskGroup { group in
                    for number in 0..<8 {
                        group.addTask { try await workspace.tell(AgentWorkspace.event(nil, "Number \(number)")) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let conversations = Set(answers.compactMap { $0["conversation_id"]?.stringValue })
                #expect(answers.allSatisfy { $0.status == 200 } && conversations.count == 1)
                let messages = try workspace.messages(of: try #require(conversations.first))
                #expect(messages.count == 16)
                for (question, reply) in zip(messages, messages.dropFirst()) where question.sender == .customer {
                    #expect(reply.content == "Re: \(question.content)")
                }
            }
        }
    }

    @Test("Of many events at once as many are answered as there are credits")
    func credits() async throws {
        try await AgentWorkspace.run(credits: 3, isLive: true) { workspace in
            let statuses = try await withThrowingTaskGroup { group in
                for number in 0..<10 {
                    group.addTask {
                        try await workspace.tell(AgentWorkspace.event(nil, "Hello?", from: "user \(number % 5)")).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == Array(repeating: 200, count: 3) + Array(repeating: 402, count: 7))
            #expect(try workspace.credits() == 0)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("Events cost nothing when the server is set up so")
    func free() async throws {
        var settings = ServerConfiguration()
        settings.chargesChannelEvents = false
        try await AgentWorkspace.run(settings, credits: 0) { workspace in
            let answer = try await workspace.tell(AgentWorkspace.event())
            #expect(answer.status == 200)
            #expect(try workspace.credits() == 0)
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("A silent agent and what is no text get no reply, cost nothing and wait for a person")
    func silence() async throws {
        try await AgentWorkspace.run(credits: 0) { workspace in
            for (agent, type, content) in [
                (AgentWorkspace.silentAgent, "text", "Hello?"), (AgentWorkspace.agent, "image", ""),
            ] {
                let event = AgentWorkspace.event(UUID().uuidString, content, agent: agent, type: type)
                for isDuplicate in [false, true] {
                    let answer = try await workspace.tell(event)
                    #expect(answer.status == 200 && answer["duplicate"] == .bool(isDuplicate))
                    #expect([answer["message_id"], answer["reply"], answer["delivery"]] == [.null, .null, .null])
                    #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.eventPath) == [])
                    let conversation = try #require(answer["conversation_id"]?.stringValue)
                    #expect(try workspace.messages(of: conversation).map(\.type) == [type])
                    #expect(try workspace.status(of: conversation) == .needsHuman)
                }
            }
            #expect(try workspace.server.engine.store.integrityProblems() == [])
        }
    }

    @Test("An event whose model failed costs nothing and may come again")
    func modelFailure() async throws {
        let isMended = Signal<Bool>()
        let script: LoopbackServer.Script = { exchange in
            guard isMended.isFired else { return try await exchange.reply(status: 401, #"{"error":{}}"#) }
            try await exchange.echo()
        }
        try await LoopbackServer.run(script) { provider in
            var settings = ServerConfiguration()
            settings.ask(provider)
            try await AgentWorkspace.run(settings, isLive: true) { workspace in
                let id = UUID().uuidString
                let failed = try await workspace.tell(AgentWorkspace.event(id, "One"))
                #expect(failed.status == 503 && failed["error.code"] == "ai_provider_failure")
                #expect(failed["detail"] == "AI provider is currently unavailable. Please try again later.")
                #expect(try await workspace.mismatches(of: failed, to: AgentWorkspace.eventPath) == [])
                #expect(try workspace.credits() == 50)
                isMended.fire(true)
                let answer = try await workspace.tell(AgentWorkspace.event(id, "Two"))
                #expect(answer.status == 200 && answer["duplicate"] == false)
                // What was said first is what was said.
                #expect(answer["reply"] == "Re: One")
                #expect(try workspace.credits() == 49)
                let conversation = try #require(answer["conversation_id"]?.stringValue)
                #expect(try workspace.messages(of: conversation).count == 2)
                #expect(try workspace.status(of: conversation) == .open)
            }
        }
    }

    @Test("A conversation whose model failed waits for a person")
    func neededPerson() async throws {
        try await LoopbackServer.run {
            try await $0.reply(status: 401, #"{"error":{}}"#)
        } _: { provider in
            var settings = ServerConfiguration()
            settings.ask(provider)
            try await AgentWorkspace.run(settings, isLive: true) { workspace in
                let conversation = try await workspace.makeConversation()
                #expect(
                    try await workspace.sendOut(
                        AgentWorkspace.message(in: conversation, agent: AgentWorkspace.silentAgent)
                    ).status == 200
                )
                #expect(try workspace.status(of: conversation) == .humanActive)
                _ = try await workspace.tell(AgentWorkspace.event())
                let found = try workspace.server.engine.store.conversation(
                    continuedBy: NewExchange(
                        workspaceID: AgentWorkspace.id,
                        agentID: AgentWorkspace.agent,
                        channel: "whatsapp",
                        externalUserID: AgentWorkspace.customer,
                        type: "text",
                        content: "",
                        now: 0
                    )
                )
                #expect(found?.status == .needsHuman)
            }
        }
    }

    @Test("What a bridge told of is answered, also when the bridge goes meanwhile")
    func clientLeaves() async throws {
        let (isAsked, mayAnswer) = (Signal<Bool>(), Signal<Bool>())
        let script: LoopbackServer.Script = { exchange in
            isAsked.fire(true)
            try await mayAnswer.wait()
            try await exchange.echo()
        }
        try await LoopbackServer.run(script) { provider in
            var settings = ServerConfiguration()
            settings.ask(provider)
            try await AgentWorkspace.run(settings, isLive: true) { workspace in
                let event = AgentWorkspace.event(UUID().uuidString, "Hello?")
                let bridge = Task { try await workspace.tell(event) }
                try await isAsked.wait()
                bridge.cancel()
                _ = try? await bridge.value
                mayAnswer.fire(true)
                let answer = try await workspace.tell(event)
                #expect(answer["duplicate"] == true && answer["reply"] == "Re: Hello?")
                #expect(provider.replyRequestCount == 1)
                #expect(try workspace.credits() == 49)
            }
        }
    }

    @Test("The same identifiers in two workspaces are two events")
    func isolation() async throws {
        try await AgentWorkspace.run { workspace in
            let id = UUID().uuidString
            let first = try await workspace.tell(AgentWorkspace.event(id))
            let event = AgentWorkspace.event(
                id,
                agent: AgentWorkspace.otherAgent,
                workspace: AgentWorkspace.otherID
            )
            let second = try await workspace.post(
                AgentWorkspace.eventPath,
                .object(event),
                user: AgentWorkspace.otherMember,
                workspace: AgentWorkspace.otherID
            )
            #expect(second.status == 200 && second["duplicate"] == false)
            #expect(second["conversation_id"] != first["conversation_id"])
            #expect(try workspace.credits(of: AgentWorkspace.otherID) == 49)
        }
    }

    @Test(
        "Replies on channels that are the server's own are delivered, on unknown ones never",
        arguments: [("webchat", "sent"), ("playground", "sent"), ("pigeons", "failed")]
    )
    func channels(channel: String, delivery: String) async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.tell(AgentWorkspace.event(over: channel))
            #expect(answer.status == 200 && answer["delivery"] == .string(delivery))
            #expect(try await workspace.mismatches(of: answer, to: AgentWorkspace.eventPath) == [])
        }
    }
}
