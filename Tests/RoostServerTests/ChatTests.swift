import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct ChatTests {
    @Test("A chat lives from start to end")
    func lifetime() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("b")
            let start = try await server.send(.post, "/bots/chats/start", key: key, body: "{}")
            #expect(start.members == ["status", "message", "timestamp", "code", "chat_id"])
            #expect(start["message"] == .string("Successfully started a new chat."))
            let chat = try #require(start["chat_id"]?.stringValue)
            #expect(UUID(uuidString: chat) != nil)
            let exists = try await server.send(.get, "/bots/chats/\(chat)/exists", key: key)
            #expect(exists["exists"] == .bool(true))
            #expect(exists["message"] == .string("Checked if the chat '\(chat)' is active!"))
            #expect(try await server.send(.get, "/bots/chats/\(chat)/history", key: key)["history"] == .array([]))
            let end = try await server.send(.delete, "/bots/chats/\(chat)/end", key: key)
            #expect(end["message"] == .string("Successfully ended the chat."))
            let after = try await server.send(.get, "/bots/chats/\(chat)/exists", key: key)
            #expect(after.status == 200)
            #expect(after["exists"] == .bool(false))
        }
    }

    @Test("What needs a chat is 404 without one")
    func unknownChat() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let chat = UUID().uuidString
            let answers = [
                try await server.ask("Hello?", of: "b", inChat: chat),
                try await server.send(.delete, "/bots/chats/\(chat)/end"),
                try await server.send(.get, "/bots/chats/\(chat)/history"),
            ]
            for answer in answers {
                #expect(answer.status == 404)
                #expect(answer["code"] == .string("NOT_FOUND"))
            }
            #expect(answers[0]["reply"] == .null)
            #expect(answers[2]["history"] == .null)
        }
    }

    @Test("A chat belongs to the key that started it, and to the master key")
    func ownership() async throws {
        try await TestServer.run { server in
            let mine = try await server.makeBot("mine")
            let other = try await server.makeBot("other")
            let chat = try await server.startChat(key: mine)
            #expect(try await server.ask("Hello?", of: "other", inChat: chat, key: other).status == 401)
            #expect(try await server.send(.get, "/bots/chats/\(chat)/history", key: other).status == 401)
            #expect(try await server.send(.get, "/bots/chats/\(chat)/exists", key: other).status == 401)
            #expect(try await server.send(.delete, "/bots/chats/\(chat)/end", key: other).status == 401)
            #expect(try await server.ask("Hello?", of: "other", inChat: chat).status == 200)
            let masters = try await server.startChat()
            #expect(try await server.ask("Hello?", of: "mine", inChat: masters, key: mine).status == 401)
        }
    }

    @Test("A chat expires after its last message, and reading does not prolong it", .timeLimit(.minutes(5)))
    func expiry() async throws {
        var configuration = ServerConfiguration()
        configuration.chatTimeToLive = .seconds(2)
        try await TestServer.run(configuration) { server in
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            let path = "/bots/chats/\(chat)/exists"
            let clock = ContinuousClock()
            let start = clock.now
            while try await server.send(.get, path)["exists"] == .bool(true) {
                #expect(clock.now - start < .seconds(5))
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(try await server.ask("Hello?", of: "b", inChat: chat).status == 404)
        }
    }

    @Test("Bot, chat and extra bots are checked in this order")
    func order() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            let unknownBot = try await server.ask("Hello?", of: "none", inChat: "none", extraBots: ["none"])
            #expect(unknownBot["message"]?.stringValue?.contains("bot 'none'") == true)
            let unknownChat = try await server.ask("Hello?", of: "b", inChat: "none", extraBots: ["nobody"])
            #expect(unknownChat["message"]?.stringValue?.contains("chat 'none'") == true)
            let unknownExtra = try await server.ask("Hello?", of: "b", inChat: chat, extraBots: ["b", "nobody"])
            #expect(unknownExtra.status == 404)
            #expect(unknownExtra["message"]?.stringValue?.contains("bot 'nobody'") == true)
            let empty = try await server.ask(" \n", of: "b", inChat: chat)
            #expect(empty.status == 400)
            #expect(empty["code"] == .string("INVALID_REQUEST"))
        }
    }

    @Test("Of many sends at once none is lost", .timeLimit(.minutes(5)))
    func concurrentSends() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            let prompts = (0..<24).map { "Question number \($0)?" }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for prompt in prompts {
                    group.addTask { try await server.ask(prompt, of: "b", inChat: chat).status }
                }
                for try await status in group {
                    #expect(status == 200)
                }
            }
            let answer = try await server.send(.get, "/bots/chats/\(chat)/history")
            guard case .array(let messages)? = answer["history"] else { throw UnexpectedAnswer(answer) }
            #expect(messages.map { $0["role"]?.stringValue } == prompts.flatMap { _ in ["user", "assistant"] })
            let texts = messages.compactMap { message -> String? in
                guard case .array(let blocks)? = message["blocks"] else { return nil }
                return blocks.first?["text"]?.stringValue
            }
            #expect(Set(texts).isSuperset(of: prompts))
        }
    }

    @Test("History is trimmed to the budget, oldest first, and begins with the bot's system message")
    func trimming() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""max_input_tokens": 60, "system_message": "Be kind.""#)
            let chat = try await server.startChat()
            for number in 0..<8 {
                _ = try await server.ask("This is question number \(number), is it?", of: "b", inChat: chat)
            }
            let answer = try await server.send(.get, "/bots/chats/\(chat)/history")
            guard case .array(let messages)? = answer["history"] else { throw UnexpectedAnswer(answer) }
            let roles = messages.map { $0["role"]?.stringValue }
            #expect(roles.first == "system")
            #expect(roles.count { $0 == "system" } == 1)
            #expect((3..<10).contains(roles.count))
            let tokens = messages.compactMap { $0["metadata"]?["token_count"]?.integerValue }
            #expect(tokens.count == messages.count)
            #expect(tokens.reduce(0, +) <= 55)
            #expect(answer.text.contains("number 7"))
            #expect(!answer.text.contains("number 0"))
        }
    }
}
