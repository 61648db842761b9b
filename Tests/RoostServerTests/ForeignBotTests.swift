import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

/// A bot's key learns of no other bot whether it is there.
@Suite("A foreign bot and one that is not there", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct ForeignBotTests {
    private static let routes: [(HTTPRequest.Method, String)] = [
        (.get, "manage/about"), (.patch, "manage/update"), (.post, "manage/create"), (.delete, "manage/delete"),
        (.post, "documents/upload"), (.patch, "documents/update"), (.get, "documents/list"),
        (.delete, "documents/delete?document_name=facts"), (.delete, "documents/delete"),
        (.post, "questions/upload"), (.patch, "questions/update"), (.get, "questions/list"),
        (.delete, "questions/delete?document_name=password"),
    ]

    @Test("Every route of a bot answers a bot's key the same for both", arguments: ["{}", "not JSON", nil])
    func routes(body: String?) async throws {
        try await Twins.run { twins in
            for (method, path) in Self.routes {
                var answers: [JSONValue?] = []
                for bot in ["south", "absent"] {
                    let path = "/bots/\(bot)/\(path)"
                    let answer = try await twins.server.send(method, path, key: twins.northKey, body: body)
                    #expect(answer.status == 401, "\(method) \(path)")
                    answers.append(answer.withoutTimestamp)
                }
                #expect(answers[0] == answers[1], "\(method) \(path)")
            }
        }
    }

    @Test("A message is refused the same to both", arguments: ["send", "query", "stream"])
    func messages(route: String) async throws {
        try await Twins.run { twins in
            for chat in [try await twins.server.startChat(key: twins.northKey), "none"] {
                var answers: [JSONValue?] = []
                for bot in ["south", "absent"] {
                    let body = #"{"prompt": "Hello?", "bot_name": "\#(bot)"}"#
                    let path = "/bots/chats/\(chat)/\(route)"
                    let answer = try await twins.server.send(.post, path, key: twins.northKey, body: body)
                    #expect(answer.status == 401)
                    answers.append(answer.withoutTimestamp)
                }
                #expect(answers[0] == answers[1])
            }
        }
    }

    @Test("The master key is told which is which")
    func masterKey() async throws {
        try await Twins.run { twins in
            for (bot, status) in [("south", 200), ("absent", 404)] {
                let about = try await twins.server.send(.get, "/bots/\(bot)/manage/about")
                #expect(about.status == status)
            }
        }
    }
}

extension Answer {
    /// The body but for the time.
    fileprivate var withoutTimestamp: JSONValue? {
        json.map { .object($0.members.filter { $0.key != "timestamp" }) }
    }
}
