import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Prompts as the OpenAPI document has them", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct PromptDescriptionTests {
    @Test("Every answer is one that the document has", arguments: ChatPrefix.all)
    func answers(prefix: ChatPrefix) async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            func check(
                _ method: HTTPRequest.Method,
                _ suffix: String,
                _ body: String? = nil,
                user: String? = "5",
                answers status: Int
            ) async throws {
                let path = "\(prefix.path)/prompts\(suffix)"
                let answer =
                    if let user {
                        try await server.send(method, path, user: user, body: body)
                    } else {
                        try await server.send(method, path, key: nil, body: body)
                    }
                #expect(answer.status == status, "\(method) \(path)")
                #expect(description.mismatches(of: answer, to: method, path) == [], "\(method) \(path) \(status)")
            }
            let prompt = #"{"title": "t", "content": "c {a}", "scenario": "s", "metadata": {"n": [1.5, null]}}"#
            try await check(.post, "", prompt, answers: 200)
            try await check(.post, "", #"{"title": 1, "content": "", "scenario": []}"#, answers: prefix.invalid)
            try await check(.get, "", answers: 200)
            try await check(.get, "?page=0", answers: prefix.invalid)
            try await check(.put, "/1", #"{"description": "d"}"#, answers: 200)
            try await check(.put, "/1", #"{"description": 1}"#, answers: prefix.invalid)
            try await check(.get, "/1", answers: 200)
            try await check(.get, "/x", answers: prefix.invalid)
            try await check(.post, "/preview", #"{"prompt_id": 1}"#, answers: 200)
            try await check(.post, "/preview", "{}", answers: 400)
            try await check(.post, "/preview", "{", answers: 400)
            try await check(.post, "/preview", #"{"prompt_id": []}"#, answers: prefix.invalid)
            try await check(.post, "/preview", #"{"prompt_id": 99}"#, answers: 404)
            for method in [HTTPRequest.Method.get, .put, .delete] {
                let body = method == .put ? "{}" : nil
                try await check(method, "/99", body, answers: 404)
                try await check(method, "/1000000000", body, answers: method == .get ? 200 : 403)
                try await check(method, "/1", body, user: nil, answers: 401)
            }
            try await check(.delete, "/1", answers: 200)
        }
    }

    @Test("Each example of a body fits its schema and is accepted")
    func examples() async throws {
        try await TestServer.run { server in
            let description = try await server.description()
            let operations = description.operations.filter { $0.path.contains("/prompts") && $0.body != nil }
            #expect(operations.count == 6)
            let id = try await server.makePrompt("t")
            for operation in operations {
                let example = try #require(operation.body?["example"])
                #expect(
                    description.validator.mismatches(of: example, with: try #require(operation.body?["schema"])) == []
                )
                let path = operation.path.replacing("{prompt_id}", with: "\(id)")
                let method = try #require(HTTPRequest.Method(operation.method))
                let answer = try await server.send(method, path, user: "5", body: example.encoded)
                #expect(answer.status == 200, "\(operation.method) \(operation.path)")
            }
        }
    }

    @Test("A body over the limit is 413 in the API's shape", arguments: ChatPrefix.all)
    func tooLarge(prefix: ChatPrefix) async throws {
        var configuration = ServerConfiguration()
        configuration.maximumBodyByteCount = 2048
        try await TestServer.run(configuration) { server in
            let description = try await server.description()
            let body = String(repeating: " ", count: 4096)
            for (method, suffix) in [(HTTPRequest.Method.post, ""), (.post, "/preview"), (.put, "/1")] {
                let path = "\(prefix.path)/prompts\(suffix)"
                let answer = try await server.send(method, path, user: "5", body: body)
                #expect(answer.status == 413 && answer.members == ["detail"])
                #expect(description.mismatches(of: answer, to: method, path) == [])
            }
        }
    }
}
