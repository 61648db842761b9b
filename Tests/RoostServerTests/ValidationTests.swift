import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct ValidationTests {
    /// The first issue of a 422 as `type loc`.
    private func issue(_ answer: Answer, at index: Int = 0) -> String? {
        guard answer.status == 422, case .array(let location)? = answer["detail.\(index).loc"] else { return nil }
        let steps = location.map { $0.stringValue ?? $0.integerValue.map(String.init) ?? "?" }
        return ([answer["detail.\(index).type"]?.stringValue ?? "?"] + steps).joined(separator: " ")
    }

    @Test(
        "What is wrong with a body is told in pydantic's words",
        arguments: [
            (nil, "missing body"), ("", "missing body"), ("[]", "model_attributes_type body"),
            ("{", "json_invalid body 1"), ("{\"a\":1,}", "json_invalid body 7"),
            ("\"text\"", "model_attributes_type body"),
            ("{}", "missing body llm_model_id"),
            (#"{"llm_model_id": null, "embedding_model_id": 2, "rerank_model_id": 3}"#, "int_type body llm_model_id"),
            (#"{"llm_model_id": "x", "embedding_model_id": 2, "rerank_model_id": 3}"#, "int_parsing body llm_model_id"),
            (
                #"{"llm_model_id": 1.5, "embedding_model_id": 2, "rerank_model_id": 3}"#,
                "int_from_float body llm_model_id"
            ),
        ]
    )
    func body(text: String?, expected: String) async throws {
        try await TestServer.run { server in
            let answer = try await server.send(.post, "/bots/b/manage/create", body: text)
            #expect(issue(answer) == expected)
            #expect(answer.members == ["detail"])
        }
    }

    @Test(
        "Parameters out of range or of the wrong type are named",
        arguments: [
            (#""top_k": 0"#, "greater_than_equal body top_k"), (#""top_k": 1001"#, "less_than_equal body top_k"),
            (#""top_n": 0"#, "greater_than_equal body top_n"), (#""min_k": -0.1"#, "greater_than_equal body min_k"),
            (#""min_n": 1.01"#, "less_than_equal body min_n"), (#""min_k": "high""#, "float_parsing body min_k"),
            (#""min_k": "0x1""#, "float_parsing body min_k"), (#""min_k": []"#, "float_type body min_k"),
            (#""min_k": null"#, "float_type body min_k"),
            (#""temperature": "nan""#, "finite_number body temperature"),
            (#""no_context_llm_guess": "maybe""#, "bool_parsing body no_context_llm_guess"),
            (#""no_context_llm_guess": 2"#, "bool_parsing body no_context_llm_guess"),
            (#""no_context_llm_guess": {}"#, "bool_type body no_context_llm_guess"),
            (#""no_context_message": 1"#, "string_type body no_context_message"),
            (#""system_message": 1"#, "string_type body system_message"),
        ]
    )
    func parameters(text: String, expected: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            #expect(issue(try await server.send(.patch, "/bots/b/manage/update", body: "{\(text)}")) == expected)
        }
    }

    @Test("All that is wrong is told at once")
    func severalIssues() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = #"{"file_contents": {"nodes": [{"text": "a"}, 1, "b"]}, "file_metadata": []}"#
            let answer = try await server.send(.post, "/bots/b/documents/upload", body: body)
            #expect(issue(answer) == "missing body file_name")
            #expect(issue(answer, at: 1) == "dict_type body file_contents nodes 1")
            #expect(issue(answer, at: 2) == "dict_type body file_contents nodes 2")
            #expect(issue(answer, at: 3) == "dict_type body file_metadata")
            #expect(answer["detail.4"] == nil)
        }
    }

    @Test(
        "Bodies of chats",
        arguments: [
            (#"{"bot_name": "b"}"#, "missing body prompt"), (#"{"prompt": "p"}"#, "missing body bot_name"),
            (#"{"prompt": 1, "bot_name": "b"}"#, "string_type body prompt"),
            (#"{"prompt": "p", "bot_name": "b", "extra_bots": "c"}"#, "list_type body extra_bots"),
            (#"{"prompt": "p", "bot_name": "b", "extra_bots": [1]}"#, "string_type body extra_bots 0"),
            (#"{"prompt": "p", "bot_name": "b", "metadata_filter": []}"#, "model_attributes_type body metadata_filter"),
            (
                #"{"prompt": "p", "bot_name": "b", "metadata_filter": {"must": [1]}}"#,
                "dict_type body metadata_filter must 0"
            ),
            (
                #"{"prompt": "p", "bot_name": "b", "metadata_filter": {"must": [{"key": "k"}]}}"#,
                "value_error body metadata_filter must 0"
            ),
            (
                #"{"prompt": "p", "bot_name": "b", "metadata_filter": {"should": [{"key": "k", "match": {"value": []}}]}}"#,
                "value_error body metadata_filter should 0 match value"
            ),
            (
                #"{"prompt": "p", "bot_name": "b", "metadata_filter": {"must": [{"key": "k", "range": {"gt": "x"}}]}}"#,
                "float_parsing body metadata_filter must 0 range gt"
            ),
            (
                #"{"prompt": "p", "bot_name": "b", "metadata_filter": {"must": [{"is_null": {}}]}}"#,
                "missing body metadata_filter must 0 is_null key"
            ),
        ]
    )
    func chatBody(text: String, expected: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let chat = try await server.startChat()
            #expect(issue(try await server.send(.post, "/bots/chats/\(chat)/send", body: text)) == expected)
        }
    }

    @Test("A body that is declared as something else than JSON is none", arguments: ["text/plain", "application/xml"])
    func otherContentType(type: String) async throws {
        try await TestServer.run { server in
            let headers: HTTPFields = [.contentType: type]
            let answer = try await server.send(
                .post,
                "/bots/b/manage/create",
                headers: headers,
                body: TestServer.models
            )
            #expect(issue(answer) == "model_attributes_type body")
        }
    }

    @Test("The stack-trace header must make sense", arguments: [("true", 200), ("False", 200), ("0", 200), ("x", 422)])
    func stackTraceHeader(value: String, status: Int) async throws {
        try await TestServer.run { server in
            guard let name = HTTPField.Name("X-Api-Stacktrace") else { return }
            let answer = try await server.send(.post, "/bots/chats/start", headers: [name: value])
            #expect(answer.status == status)
            #expect(!answer.members.contains("error"))
            if status == 422 {
                #expect(issue(answer) == "bool_parsing header x-api-stacktrace")
            }
        }
    }

    @Test("Hostile bodies are 422")
    func hostileBodies() async throws {
        try await TestServer.run { server in
            let deep = String(repeating: "[", count: 500_000)
            #expect(issue(try await server.send(.post, "/bots/b/manage/create", body: deep)) == "json_invalid body 128")
            let bytes = ByteBuffer(bytes: [0x7B, 0x22, 0xFF, 0x22, 0x7D])
            let answer = try await server.send(.post, "/bots/b/manage/create", bytes: bytes)
            #expect(issue(answer) == "json_invalid body 0")
        }
    }

    @Test("A body over the limit is 413 in the API's shape")
    func tooLarge() async throws {
        var configuration = ServerConfiguration()
        configuration.maximumBodyByteCount = 2048
        try await TestServer.run(configuration) { server in
            _ = try await server.makeBot("b")
            let text = String(repeating: "a", count: 2048)
            let answer = try await server.upload("d", nodes: [text], to: "b")
            #expect(answer.status == 413)
            #expect(answer["status"] == .integer(413))
            #expect(answer["code"] == .string("INVALID_REQUEST"))
            #expect(answer["document_name"] == .null)
        }
    }
}
