import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct KeyTests {
    private static let protected: [(HTTPRequest.Method, String)] = [
        (.post, "/bots/x/manage/create"), (.patch, "/bots/x/manage/update"), (.delete, "/bots/x/manage/delete"),
        (.get, "/bots/x/manage/about"), (.post, "/bots/chats/start"), (.post, "/bots/chats/c/query"),
        (.post, "/bots/chats/c/send"), (.delete, "/bots/chats/c/end"), (.get, "/bots/chats/c/history"),
        (.get, "/bots/chats/c/exists"), (.post, "/bots/x/documents/upload"), (.patch, "/bots/x/documents/update"),
        (.delete, "/bots/x/documents/delete?document_name=d"), (.get, "/bots/x/documents/list"),
    ]

    @Test("Without a valid key every route answers 401 with the reason", arguments: [nil, "", "None", "wrong"])
    func refused(key: String?) async throws {
        try await TestServer.run { server in
            for (method, path) in Self.protected {
                let answer = try await server.send(method, path, key: key, body: method == .post ? "not JSON" : nil)
                #expect(answer.status == 401)
                #expect(answer["status"] == .integer(401))
                #expect(answer["code"] == .string("UNAUTHORIZED"))
                #expect(answer["detail"]?.stringValue?.isEmpty == false)
                #expect(answer["timestamp"]?.integerValue ?? 0 > 1_700_000_000)
            }
        }
    }

    @Test(
        "The key comes from the header or from the query",
        arguments: ["?api_key=KEY", "?x-api-key=KEY", "?x-api-key=None&api_key=KEY", "?api_key=&x-api-key=KEY"]
    )
    func keyInQuery(query: String) async throws {
        try await TestServer.run { server in
            let path = "/bots/chats/start" + query.replacing("KEY", with: TestServer.masterKey)
            for (header, status) in [(nil, 200), ("None", 200), ("wrong", 401)] {
                let answer = try await server.send(.post, path, key: header)
                #expect(answer.status == status)
            }
        }
    }

    @Test("A bot's key serves that bot and no other, known or not")
    func botKey() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("mine")
            _ = try await server.makeBot("other")
            #expect(try await server.send(.get, "/bots/mine/manage/about", key: key).status == 200)
            #expect(try await server.send(.get, "/bots/MINE/documents/list", key: key).status == 200)
            for path in ["/bots/other/manage/about", "/bots/unknown/manage/about", "/bots/other/documents/list"] {
                #expect(try await server.send(.get, path, key: key).status == 401)
            }
            for (method, path) in [(HTTPRequest.Method.post, "create"), (.delete, "delete")] {
                let path = "/bots/mine/manage/\(path)"
                #expect(try await server.send(method, path, key: key, body: TestServer.models).status == 401)
            }
            #expect(try await server.send(.get, "/bots/unknown/manage/about").status == 404)
        }
    }

    @Test("A bot's key must be for the bot that the body names, and for the one that the query names")
    func botNameInBody() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("mine")
            _ = try await server.makeBot("other")
            let chat = try await server.startChat(key: key)
            #expect(try await server.ask("Hello?", of: "mine", inChat: chat, key: key).status == 200)
            #expect(try await server.ask("Hello?", of: "other", inChat: chat, key: key).status == 401)
            let body = #"{"prompt": "Hello?", "bot_name": "other"}"#
            for path in ["/bots/chats/\(chat)/send?bot_name=mine", "/bots/chats/\(chat)/query?bot_name=mine"] {
                #expect(try await server.send(.post, path, key: key, body: body).status == 401)
            }
            let path = "/bots/chats/\(chat)/send?bot_name="
            let mine = #"{"prompt": "Hello?", "bot_name": "mine"}"#
            #expect(try await server.send(.post, path + "other", key: key, body: mine).status == 401)
            #expect(try await server.send(.post, path + "mine", key: key, body: mine).status == 200)
            // Who may use the bot is told what the body lacks.
            let nameless = #"{"prompt": "Hello?"}"#
            #expect(try await server.send(.post, path + "mine", key: key, body: nameless).status == 422)
            #expect(try await server.send(.post, path + "other", key: key, body: nameless).status == 401)
        }
    }

    @Test("Deleting a bot revokes its key, also when a bot of that name comes again")
    func revocation() async throws {
        try await TestServer.run { server in
            let old = try await server.makeBot("bot")
            #expect(try await server.send(.delete, "/bots/bot/manage/delete").status == 200)
            #expect(try await server.send(.post, "/bots/chats/start", key: old).status == 401)
            let new = try await server.makeBot("bot")
            #expect(old != new)
            #expect(try await server.send(.get, "/bots/bot/manage/about", key: old).status == 401)
            #expect(try await server.send(.get, "/bots/bot/manage/about", key: new).status == 200)
        }
    }

    @Test("A master key is made once, and a configured one takes its place")
    func masterKey() async throws {
        try await TestServer.run { server in
            let authenticator = Authenticator(engine: server.engine)
            for configured in [nil, APIKey("new"), nil] {
                let made = try await authenticator.ensureMasterKey(configured: configured)
                #expect(made?.text == nil)
            }
            let answer = try await server.send(.post, "/bots/chats/start", key: "new")
            #expect(answer.status == 200)
        }
    }

    @Test("New keys are 43 URL-safe characters and never the same")
    func randomKeys() {
        let keys = Set((0..<100).map { _ in APIKey.makeRandom().text })
        #expect(keys.count == 100)
        #expect(keys.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9_\-]{43}/) != nil })
    }
}
