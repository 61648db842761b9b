import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Lists of prompts", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct PromptListTests {
    @Test("Filters, pages and their totals")
    func filters() async throws {
        try await TestServer.run { server in
            for number in 1...5 {
                try await server.makePrompt("p\(number)", scenario: number.isMultiple(of: 2) ? "even" : "odd one")
            }
            #expect(try await server.prompts().titles == ["p5", "p4", "p3", "p2", "p1"])
            #expect(try await server.prompts("&scenario=even").titles == ["p4", "p2"])
            #expect(try await server.prompts("&scenario=odd+one").titles == ["p5", "p3", "p1"])
            #expect(try await server.prompts("&scenario=odd%20one&search=P3").titles == ["p3"])
            #expect(try await server.prompts("&scenario=Even")["total"] == 0)
            #expect(try await server.prompts("&scenario=")["total"] == 5)
            let second = try await server.prompts("&page=2&page_size=2")
            #expect(second.titles == ["p3", "p2"])
            #expect(second["total"] == 5 && second["page"] == 2 && second["page_size"] == 2)
            let beyond = try await server.prompts("&page=4&page_size=2")
            #expect(beyond.status == 200 && beyond["items"] == [] && beyond["total"] == 5 && beyond["page"] == 4)
            #expect(try await server.prompts("&page=9223372036854775807&page_size=100")["items"] == [])
            _ = try await server.send(.put, "/v1/chat/prompts/2", user: "5", body: #"{"title": "p2"}"#)
            #expect(try await server.prompts().titles == ["p2", "p5", "p4", "p3", "p1"])
        }
    }

    @Test(
        "A search takes the text as it is, in whatever case",
        arguments: [
            ("h%C3%A4user", ["ALTE HÄUSER"]), ("100%25", ["100% sure"]), ("%25", ["100% sure"]), ("a_c", ["a_c"]),
            ("_", ["a_c"]), ("%F0%9F%90%99", ["🐙"]), ("", ["🐙", "a_c", "abc", "100% sure", "ALTE HÄUSER"]),
        ]
    )
    func search(query: String, expected: [String]) async throws {
        try await TestServer.run { server in
            for title in ["ALTE HÄUSER", "100% sure", "abc", "a_c", "🐙"] { try await server.makePrompt(title) }
            #expect(try await server.prompts("&search=\(query)").titles == expected)
        }
    }

    @Test(
        "What the query cannot mean is refused",
        arguments: [
            "page=0", "page=-1", "page=x", "page=1.5", "page=", "page_size=0", "page_size=101", "page_size=many",
            "include_templates=perhaps", "search=%00", "page=99999999999999999999",
        ]
    )
    func refusals(query: String) async throws {
        try await TestServer.run { server in
            for prefix in ChatPrefix.all {
                let answer = try await server.send(.get, "\(prefix.path)/prompts?\(query)", user: "5")
                #expect(answer.status == prefix.invalid)
                #expect(answer["detail"]?.stringValue?.hasPrefix(String(query.prefix { $0 != "=" })) == true)
            }
        }
    }

    @Test("Truth has many spellings", arguments: [("true", true), ("1", true), ("False", false), ("0", false)])
    func flags(text: String, includesTemplates: Bool) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.get, "/api/chat/prompts?include_templates=\(text)", user: "5")
            #expect((answer["total"] != 0) == includesTemplates)
        }
    }
}
