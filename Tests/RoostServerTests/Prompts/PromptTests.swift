import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Prompts", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct PromptTests {
    private static let example = """
        {
          "title": "Text Summarizer",
          "content": "Summarize the following text: {text}",
          "scenario": "summarization",
          "description": "Generates concise summaries",
          "metadata": {
            "tags": ["summary", "concise"]
          }
        }
        """

    @Test("The document's example is answered as the document has it", arguments: ChatPrefix.all)
    func example(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let created = try await server.send(.post, "\(prefix.path)/prompts", user: "7", body: Self.example)
            #expect(created.status == 200)
            #expect(created["id"] == 1 && created["is_template"] == false && created["usage_count"] == 0)
            #expect(created["title"] == "Text Summarizer" && created["scenario"] == "summarization")
            #expect(created["metadata"] == ["tags": ["summary", "concise"]])
            #expect(created["created_at"]?.stringValue?.contains(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) == true)
            #expect(created["updated_at"] == created["created_at"])
            let query = "scenario=summarization&page=1&page_size=20"
            let list = try await server.send(.get, "\(prefix.path)/prompts?\(query)", user: "7")
            #expect(list["items"] == created.json.map { [$0] })
            #expect(list["total"] == 1 && list["page"] == 1 && list["page_size"] == 20)
            let read = try await server.send(.get, "\(prefix.path)/prompts/1", user: "7")
            #expect(read.json == created.json)
            let changed = try await server.send(
                .put,
                "\(prefix.path)/prompts/1/",
                user: "7",
                body: #"{"title": "Updated Title", "content": "Updated content"}"#
            )
            #expect(changed.status == 200)
            #expect(changed["title"] == "Updated Title" && changed["content"] == "Updated content")
            #expect(changed["description"] == "Generates concise summaries")
            #expect(changed["metadata"] == created["metadata"])
            let deleted = try await server.send(.delete, "\(prefix.path)/prompts/1", user: "7")
            #expect(deleted.status == 200 && deleted.json == ["message": "Prompt deleted successfully"])
            for method in [HTTPRequest.Method.get, .delete] {
                let gone = try await server.send(method, "\(prefix.path)/prompts/1", user: "7")
                #expect(gone.status == 404 && gone.json == ["detail": "Prompt not found"])
            }
            #expect(try await server.makePrompt("next") == 2)
        }
    }

    @Test("What is left out is empty, and what the server sets cannot be sent")
    func defaults() async throws {
        try await TestServer.run { server in
            let body = """
                {"title": " ", "content": "c", "scenario": "s", "is_template": true, "usage_count": 9, "id": 77,
                "created_at": "2001-01-01T00:00:00Z", "user_id": 1, "description": null, "metadata": null}
                """
            let answer = try await server.send(.post, "/api/chat/prompts", user: "a b", body: body)
            #expect(answer["title"] == " " && answer["id"] == 1)
            #expect(answer["is_template"] == false && answer["usage_count"] == 0)
            #expect(answer["description"] == .null && answer["metadata"] == [:])
            #expect(answer["created_at"]?.stringValue?.hasPrefix("2001") == false)
            #expect(answer.members.count == 10)
        }
    }

    @Test("Metadata come back as they were sent")
    func metadata() async throws {
        try await TestServer.run { server in
            let metadata =
                #"{"n": 9007199254740993, "f": 0.1, "e": -1e-7, "s": "é\u0000\"/", "o": {"a": [null, true, []]}}"#
            let body = #"{"title": "t", "content": "c", "scenario": "s", "metadata": \#(metadata)}"#
            let answer = try await server.send(.post, "/api/chat/prompts", user: "5", body: body)
            let expected = try JSONParser.parse(Array(metadata.utf8))
            #expect(answer["metadata"] == expected)
            #expect(try await server.prompts()["items.0.metadata"] == expected)
        }
    }

    @Test("Null empties what may be empty")
    func nulls() async throws {
        try await TestServer.run { server in
            _ = try await server.send(.post, "/api/chat/prompts", user: "5", body: Self.example)
            let body = #"{"description": null, "metadata": null, "is_template": true}"#
            let answer = try await server.send(.put, "/api/chat/prompts/1", user: "5", body: body)
            #expect(answer["description"] == .null && answer["metadata"] == [:] && answer["is_template"] == false)
            #expect(answer["title"] == "Text Summarizer")
            let same = try await server.send(.put, "/api/chat/prompts/1", user: "5", body: "{}")
            #expect(same.status == 200 && same.json == answer.json)
        }
    }

    @Test("A user meets nothing of another's", arguments: ChatPrefix.all)
    func isolation(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let id = try await server.makePrompt("secret", content: "hidden", user: "north")
            let path = "\(prefix.path)/prompts/\(id)"
            let answers = [
                try await server.send(.get, path, user: "south"),
                try await server.send(.put, path, user: "south", body: #"{"title": "t"}"#),
                try await server.send(.delete, path, user: "south"),
                try await server.send(
                    .post,
                    "\(prefix.path)/prompts/preview",
                    user: "south",
                    body: #"{"prompt_id": \#(id)}"#
                ),
            ]
            for answer in answers {
                #expect(answer.status == 404 && answer.json == ["detail": "Prompt not found"])
            }
            for templates in [true, false] {
                let query = "?include_templates=\(templates)&page_size=100"
                let list = try await server.send(.get, "\(prefix.path)/prompts\(query)", user: "south")
                #expect(list.status == 200 && !list.text.contains("secret"))
            }
            #expect(try await server.prompts("&search=hidden", user: "south")["total"] == 0)
            #expect(try await server.prompts("&search=hidden", user: "north")["total"] == 1)
            #expect(try await server.send(.get, path, user: "north")["usage_count"] == 0)
        }
    }

    @Test("Templates are everybody's and cannot be changed", arguments: ChatPrefix.all)
    func templates(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            try await server.makePrompt("mine")
            let list = try await server.send(.get, "\(prefix.path)/prompts?page_size=100", user: "5")
            #expect(list.titles.first == "mine")
            let templates = list["items"]?.elements.filter { $0["is_template"] == true } ?? []
            #expect(templates.count == 6 && list["total"] == 7)
            let id = try #require(templates.first?["id"]?.integerValue)
            let path = "\(prefix.path)/prompts/\(id)"
            #expect(try await server.send(.get, path, user: "6").json == templates.first)
            for (method, body) in [(HTTPRequest.Method.put, #"{"title": "t"}"#), (.delete, nil)] {
                let answer = try await server.send(method, path, user: "5", body: body)
                #expect(answer.status == 403 && answer.json == ["detail": "Cannot modify system templates"])
            }
        }
    }

    @Test("Without a token nothing is told", arguments: ChatPrefix.all)
    func unauthorized(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            for (method, path) in [
                (HTTPRequest.Method.get, "/prompts"), (.post, "/prompts"), (.put, "/prompts/1"),
                (.delete, "/prompts/x"),
                (.post, "/prompts/preview"), (.get, "/prompts/1"),
            ] {
                let answer = try await server.send(method, prefix.path + path, key: nil, body: "{")
                #expect(answer.status == 401 && answer.json == ["detail": "Not authenticated"])
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
            let patch = try await server.send(.patch, "\(prefix.path)/prompts/1", user: "5", body: "{}")
            #expect(patch.status == 405 && patch.json == ["detail": "Method Not Allowed"])
            #expect(patch.headers[.allow] == "DELETE, GET, HEAD, PUT")
        }
    }
}
