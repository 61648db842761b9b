import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

/// CriaEmbed's traffic (contract, section 7.2), judged by what CriaEmbed reads: here the HTTP status matters.
@Suite("CriaEmbed's traffic", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct CriaEmbedReplayTests {
    private static let prompt = #"{"bot_name": "b", "prompt": "Where is the exam?"}"#

    /// Runs a server with a bot that knows where the exam is.
    private func withBot(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        try await TestServer.run(isLive: true) { server in
            try await server.prepareBot()
            try await body(server)
        }
    }

    @Test("About is 200 for a bot, and 404 for none")
    func about() async throws {
        try await withBot { server in
            let name = try #require(HTTPField.Name("X-Internal-Service"))
            for (bot, status) in [("b", 200), ("none", 404)] {
                let answer = try await server.send(.get, "/bots/\(bot)/manage/about", headers: [name: "criaembed"])
                #expect(answer.status == status)
            }
        }
    }

    @Test("A message to a chat of the client's own naming is 404; in one that was started it is answered")
    func retriesInNewChat() async throws {
        try await withBot { server in
            let own = UUID().uuidString.lowercased()
            let refused = try await server.send(.post, "/bots/chats/\(own)/send", body: Self.prompt)
            #expect(refused.status == 404)
            let start = try await server.send(.post, "/bots/chats/start", body: "{}")
            let chat = try #require(start["chat_id"]?.stringValue)
            let answer = try await server.send(.post, "/bots/chats/\(chat)/send", body: Self.prompt)
            #expect(answer.status == 200)
            #expect(answer["reply.content.content"]?.stringValue?.contains("room 12") == true)
        }
    }

    @Test("Whether a chat exists is told to a key in the query")
    func exists() async throws {
        try await withBot { server in
            for (chat, exists) in [(try await server.startChat(), true), (UUID().uuidString, false)] {
                let path = "/bots/chats/\(chat)/exists?x-api-key=\(TestServer.masterKey)"
                let answer = try await server.send(.get, path, key: nil)
                #expect(answer.status == 200 && answer["code"] == "SUCCESS")
                #expect(answer["exists"] == .bool(exists))
            }
        }
    }

    @Test("The health check needs no key")
    func health() async throws {
        try await TestServer.run(isLive: true) { server in
            let answer = try await server.send(.get, "/health_check", key: nil)
            #expect(answer.status == 200)
        }
    }

    @Test("A streamed answer has a status, chunks, citations and an end")
    func streams() async throws {
        try await withBot { server in
            let chat = try await server.startChat()
            let path = "/bots/chats/\(chat)/stream"
            let headers: HTTPFields = [.accept: "text/event-stream"]
            let answer = try await server.send(.post, path, headers: headers, body: Self.prompt)
            #expect(answer.status == 200)
            let events = try answer.events
            let types = events.compactMap { $0["type"]?.stringValue }
            #expect(types.first == "status" && types.contains("chunk") && types.suffix(2) == ["citations", "done"])
            let text = events.compactMap { $0["content"]?.stringValue }.joined()
            #expect(text.contains("room 12"))
            let source = try #require(events.dropLast().last?["sources"]?.elements.first)
            #expect(Set(source.members.keys).isSuperset(of: ["id", "type", "label", "display", "icon", "metadata"]))
            #expect(source["type"] == "doc" && source["display"] == "exam.pdf")
            #expect(events.last?["elapsed_ms"]?.integerValue != nil)
        }
    }

    @Test("A stream that cannot begin is answered with a message in JSON")
    func refusesStream() async throws {
        try await withBot { server in
            let path = "/bots/chats/\(UUID().uuidString)/stream"
            let answer = try await server.send(.post, path, headers: [.accept: "text/event-stream"], body: Self.prompt)
            #expect(answer.status == 404)
            #expect(answer["message"]?.stringValue?.isEmpty == false)
        }
    }

    @Test("What is told about the user counts for one message and is not kept")
    func ephemeralInstruction() async throws {
        try await ScriptedModel.run(saying: ["In room 12 [1]."]) { server, provider in
            try await server.prepareBot()
            let chat = try await server.startChat()
            let personal = Self.prompt.dropLast() + #", "system_ephemeral_payload": "The user is called Ada."}"#
            for body in [String(personal), Self.prompt] {
                #expect(try await server.send(.post, "/bots/chats/\(chat)/send", body: body).status == 200)
            }
            let requests = provider.requests.map { $0.text.contains("called Ada") }
            #expect(requests.first == true && requests.count > 1 && !requests.dropFirst().contains(true))
            #expect(try await !server.send(.get, "/bots/chats/\(chat)/history").text.contains("Ada"))
        }
    }
}

extension TestServer {
    fileprivate func prepareBot() async throws {
        _ = try await makeBot("b", parameters: #""min_k": 0, "min_n": 0, "llm_generate_related_prompts": false"#)
        try await upload("exam.pdf", nodes: ["The exam is in room 12."], to: "b")
    }
}
