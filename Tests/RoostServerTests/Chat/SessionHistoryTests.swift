import DocumentStore
import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("The history of the Chat API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionHistoryTests {
    /// 2024-03-10T12:00:00Z, in microseconds.
    private static let noon: Int64 = 1_710_072_000_000_000
    private static let day: Int64 = 86_400_000_000

    /// Five sessions, on the 8th to the 12th of March 2024, each half a second after noon.
    private static func fill(_ server: TestServer) throws {
        for number in 1...5 {
            _ = try server.engine.store.createSession(
                NewSession(
                    userNumber: 7,
                    applicationID: nil,
                    model: number.isMultiple(of: 2) ? "gpt-4" : "gpt-3.5-turbo",
                    title: "\(number)",
                    now: noon + Int64(number - 3) * day + 500_000
                )
            )
        }
    }

    private static func titles(_ answer: Answer) -> String {
        answer["sessions"]?.elements.compactMap { $0["title"]?.stringValue }.joined() ?? "?"
    }

    @Test(
        "Filters are inclusive, by the time of creation",
        arguments: [
            ("", "54321"),
            ("start_date=2024-03-10", "543"),
            ("end_date=2024-03-10", "321"),
            ("start_date=2024-03-10&end_date=2024-03-10", "3"),
            ("start_date=2024-03-10T12:00:00Z", "543"),
            ("start_date=2024-03-10T12:00:01Z", "54"),
            ("end_date=2024-03-10T12:00:00Z", "321"),
            ("end_date=2024-03-10T12:00:00.000Z", "321"),
            ("end_date=2024-03-10T12:00:00.4Z", "21"),
            ("end_date=2024-03-10T12:00:00.500000", "321"),
            ("end_date=2024-03-10T11:59:59", "21"),
            ("end_date=2024-03-10%2012:00:00", "321"),
            ("start_date=2024-03-10T14:00:00+02:00&end_date=2024-03-10T07:00:00-05:00", "3"),
            ("start_date=2024-03-10T12:00:00%2B00:00", "543"),
            ("start_date=2024-03-10T12:00:00+0000", "543"),
            ("start_date=2024-03-10T12:00", "543"),
            ("start_date=2024-03-11&end_date=2024-03-10", ""),
            ("model=gpt-4", "42"),
            ("model=gpt-4&start_date=2024-03-10", "4"),
            ("model=GPT-4", ""),
            ("model=", "54321"),
            ("end_date=0001-01-01", ""),
            ("start_date=9999-12-31T23:59:59%2B00:00", ""),
        ]
    )
    func filters(query: String, titles: String) async throws {
        try await TestServer.run { server in
            try Self.fill(server)
            let answer = try await SessionClient(server: server).get("history?\(query)")
            #expect(answer.status == 200)
            #expect(Self.titles(answer) == titles)
            #expect(answer["total"] == .integer(Int64(titles.count)))
        }
    }

    @Test(
        "Pages",
        arguments: [
            ("page_size=2", 1, 2, "54"), ("page=2&page_size=2", 2, 2, "32"), ("page=3&page_size=2", 3, 2, "1"),
            ("page=4&page_size=2", 4, 2, ""), ("page=1&page_size=100", 1, 100, "54321"), ("", 1, 10, "54321"),
            ("page=9223372036854775807&page_size=100", Int.max, 100, ""),
        ]
    )
    func pages(query: String, page: Int, pageSize: Int, titles: String) async throws {
        try await TestServer.run { server in
            try Self.fill(server)
            let answer = try await SessionClient(server: server).get("history?\(query)")
            #expect(answer.members == ["total", "page", "page_size", "sessions"])
            #expect(answer["total"] == 5)
            #expect(answer["page"] == .integer(Int64(page)) && answer["page_size"] == .integer(Int64(pageSize)))
            #expect(Self.titles(answer) == titles)
        }
    }

    @Test(
        "Queries that do not fit are 400 under /v1/chat and 422 under /api/chat",
        arguments: [
            "page=0", "page=-1", "page=x", "page=1.5", "page_size=0", "page_size=101", "page_size=", "start_date=today",
            "start_date=2024-02-30", "end_date=2024-13-01", "end_date=2024-01-01T24:00:00Z", "end_date=2024-1-1",
            "start_date=2024-01-01T00:00:00Zx", "end_date=2024-01-01T", "model=gpt-4%00",
            "page=99999999999999999999",
        ]
    )
    func mismatches(query: String) async throws {
        try await TestServer.run { server in
            for (prefix, status) in [("/v1/chat", 400), ("/api/chat", 422)] {
                let answer = try await SessionClient(server: server, prefix: prefix).get("history?\(query)")
                #expect(answer.status == status)
                #expect(answer["detail"]?.stringValue?.isEmpty == false)
            }
        }
    }

    @Test("The last changed comes first, with all its messages")
    func order() async throws {
        try await ScriptedModel.run(saying: ["Yes."]) { server, _ in
            let client = SessionClient(server: server)
            let first = try #require(try await client.say("One?").sessionNumber)
            let second = try #require(try await client.say("Two?").sessionNumber)
            _ = try await client.say("Three?", in: first)
            let history = try await client.get("history")
            #expect(history["sessions"]?.elements.map { $0["id"] } == [.integer(first), .integer(second)])
            #expect(history["sessions.0.messages"]?.elements.count == 4)
            #expect(history["sessions.0.application_id"] == .null)
            #expect(history["sessions.0.user_id"] == 7)
            let described = try await client.get("sessions/\(first)")
            #expect(history["sessions.0"] == described.json)
            _ = try await client.post("switch-model", ["session_id": .integer(second), "model": "gpt-4"])
            #expect(try await client.get("history")["sessions.0.id"] == .integer(second))
        }
    }

    @Test("Everything of somebody else is as if it were not there")
    func isolation() async throws {
        try await TestServer.run { server in
            let mine = SessionClient(server: server)
            let other = SessionClient(server: server, user: "somebody else")
            let session = try #require(try await mine.say("A secret?").sessionNumber)
            #expect(try await other.get("history")["total"] == 0)
            let attempts: [@Sendable (Int64) async throws -> Answer] = [
                { try await other.get("sessions/\($0)") },
                { try await other.delete("sessions/\($0)") },
                { try await other.say("Hello?", in: $0) },
                { try await other.say("Hello?", in: $0, model: "invalid-model") },
                { try await other.post("switch-model", ["session_id": .integer($0), "model": "gpt-4"]) },
                { try await other.upload(Array("%PDF-".utf8), named: "a.pdf", to: "\($0)") },
            ]
            for attempt in attempts {
                let (foreign, missing) = (try await attempt(session), try await attempt(session + 1))
                #expect(foreign.status == 404 && missing.status == 404)
                #expect(foreign.text == missing.text)
            }
            #expect(try await mine.transcript(of: session).count == 2)
        }
    }
}
