import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Messages of conversations", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct ConversationMessageTests {
    @Test("Messages are shown oldest first, in pages, as described")
    func pages() async throws {
        try await AgentWorkspace.run { workspace in
            let conversation = try workspace.say((0..<5).map { "Message \($0)" })
            let description = try await workspace.server.description()
            let whole = try await workspace.readMessages(of: conversation)
            #expect(whole.status == 200)
            let path = "/api/v1/conversations/{conversation_id}/messages"
            #expect(description.mismatches(of: whole, to: .get, path) == [])
            #expect(whole["conversation_id"] == .string(conversation))
            #expect(whole["agent_id"] == .string(AgentWorkspace.agent))
            #expect(whole["channel"] == "whatsapp" && whole["external_user_id"] == "49170")
            #expect(whole["status"] == "open" && whole["has_more"] == false)
            #expect(whole.contents == (0..<5).map { "Message \($0)" })
            #expect(whole["messages.0.created_at"] == "2023-11-14T22:13:20.042Z")
            #expect(whole["messages.0.role"] == "user" && whole["messages.0.sender"] == "customer")
            #expect(whole["messages.0.is_test"] == false && whole["messages.0.delivery"] == .null)

            let last = try await workspace.readMessages(of: conversation, "?limit=2")
            #expect(last.contents == ["Message 3", "Message 4"] && last["has_more"] == true)
            let before = try #require(last["messages.0.id"]?.stringValue)
            let earlier = try await workspace.readMessages(of: conversation, "?limit=3&before=\(before.uppercased())")
            #expect(earlier.contents == ["Message 0", "Message 1", "Message 2"] && earlier["has_more"] == false)
        }
    }

    @Test("Bad values of the query are named")
    func badQueries() async throws {
        try await AgentWorkspace.run { workspace in
            let conversation = try workspace.say(["Hello"])
            let description = try await workspace.server.description()
            for (query, detail) in [
                ("limit=0", "limit: Ensure this value is greater than or equal to 1."),
                ("limit=201", "limit: Ensure this value is less than or equal to 200."),
                ("limit=x", "limit: A valid integer is required."), ("limit=", "limit: A valid integer is required."),
                ("limit=1.5", "limit: A valid integer is required."),
                ("limit=99999999999999999999", "limit: A valid integer is required."),
                ("before=x", "before: Must be a valid UUID."),
                ("before=\(AgentWorkspace.nothing)", "before: The conversation has no such message."),
            ] {
                let answer = try await workspace.readMessages(of: conversation, "?\(query)")
                #expect(answer.status == 400 && answer["detail"] == .string(detail), "\(query): \(answer.text)")
                let path = "/api/v1/conversations/{conversation_id}/messages"
                #expect(description.mismatches(of: answer, to: .get, path) == [])
            }
            #expect(try await workspace.readMessages(of: conversation, "?limit=200").status == 200)
        }
    }

    @Test("What is no conversation of the workspace is not found, whatever else is wrong")
    func strangers() async throws {
        try await AgentWorkspace.run { workspace in
            let conversation = try workspace.say(["Hello"])
            for identifier in [AgentWorkspace.nothing, "x", "1", "%00"] {
                let answer = try await workspace.readMessages(of: identifier, "?limit=0")
                #expect(answer.status == 404 && answer["detail"] == "Conversation not found.", "\(identifier)")
            }
            let path = "/api/v1/conversations/\(conversation)/messages"
            let foreign = try await workspace.send(
                .get,
                path,
                user: AgentWorkspace.otherMember,
                workspace: AgentWorkspace.otherID
            )
            #expect(foreign.status == 404 && foreign["error.code"] == "not_found")
            #expect(try await workspace.send(.get, path, user: AgentWorkspace.otherMember).status == 403)
            #expect(try await workspace.server.send(.get, path, key: nil).status == 401)
        }
    }
}

extension AgentWorkspace {
    /// Has a customer say something in one conversation of the first agent.
    ///
    /// - Returns: The conversation.
    func say(_ texts: [String], type: String = "text") throws -> String {
        var conversation = ""
        for text in texts {
            let exchange = NewExchange(
                workspaceID: Self.id,
                agentID: Self.agent,
                channel: "whatsapp",
                externalUserID: "49170",
                type: type,
                content: text,
                credits: 0,
                now: 1_700_000_000_042
            )
            guard case .started(let started) = try server.engine.store.beginExchange(exchange) else {
                throw CancellationError()
            }
            conversation = started.conversation.id
        }
        return conversation
    }

    func readMessages(of conversation: String, _ query: String = "") async throws -> Answer {
        try await send(.get, "/api/v1/conversations/\(conversation)/messages\(query)")
    }
}

extension Answer {
    /// The texts of the messages.
    fileprivate var contents: [String] {
        guard case .array(let messages)? = self["messages"] else { return [] }
        return messages.compactMap { $0["content"]?.stringValue }
    }
}
