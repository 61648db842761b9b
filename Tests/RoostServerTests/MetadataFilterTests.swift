import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Filters on metadata", .enabled(if: TestServer.isAvailable))
struct MetadataFilterTests {
    @Test(
        "A filter decides what may be found",
        arguments: [
            (#"{"must": [], "must_not": [], "should": []}"#, "abc"), (#"{"must": null}"#, "abc"),
            (#"{"must": [{"key": "file_type", "match": {"value": "PDF"}}]}"#, "ab"),
            (#"{"must_not": [{"key": "file_type", "match": {"value": "PDF"}}]}"#, "c"),
            (#"{"must": [{"key": "page", "range": {"gt": 1, "lte": 2}}]}"#, "b"),
            (#"{"should": [{"key": "page", "match": {"value": 1}}, {"key": "tags", "match": {"any": ["y"]}}]}"#, "ac"),
            (#"{"must": [{"key": "draft", "match": {"value": true}}]}"#, "c"),
            (#"{"must": [{"key": "draft", "match": {"value": 1}}]}"#, ""),
            (#"{"must": [{"is_empty": {"key": "draft"}}]}"#, "ab"),
            (#"{"must": [{"key": "file_name", "match": {"text": "first"}}]}"#, "ab"),
            (#"{"must": [{"key": "file_name", "match": {"except": ["first.pdf"]}}]}"#, "c"),
            (#"{"must": [{"key": "group_name", "match": {"value": "b-document-index"}}]}"#, "abc"),
            (
                #"{"must": [{"should": [{"key": "page", "match": {"value": 1}}]}], "must_not": [{"is_null": {"key": "x"}}]}"#,
                "a"
            ),
            (#"{"must": [{}]}"#, "abc"),
            (#"{"must": [{"key": "token_count", "range": {"gte": 1, "lt": 5}}]}"#, "abc"),
            (#"{"must": [{"key": "token_count", "match": {"value": 5}}]}"#, ""),
            (#"{"must_not": [{"is_empty": {"key": "token_count"}}]}"#, "abc"),
        ]
    )
    func filter(filter: String, expected: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            for body in [
                #"{"file_name": "first.pdf", "file_metadata": {"file_type": "PDF"}, "file_contents": {"nodes": ["#
                    + #"{"text": "a", "metadata": {"page": 1}}, {"text": "b", "metadata": {"page": 2}}]}}"#,
                #"{"file_name": "second.txt", "file_metadata": {"tags": ["x", "y"], "draft": true}, "#
                    + #""file_contents": {"nodes": [{"text": "c"}]}}"#,
            ] {
                #expect(try await server.send(.post, "/bots/b/documents/upload", body: body).status == 200)
            }
            let body = #"{"prompt": "letters", "bot_name": "b", "metadata_filter": \#(filter)}"#
            let chat = try await server.startChat()
            let answer = try await server.send(.post, "/bots/chats/\(chat)/send", body: body)
            guard case .array(let nodes)? = answer["reply.group_responses.b-document-index.nodes"] else {
                throw UnexpectedAnswer(answer)
            }
            let texts = nodes.compactMap { $0["node"]?["text"]?.stringValue }
            #expect(texts.sorted().joined() == expected)
        }
    }

    @Test("A filter costs no results: as many come back as pass, however many are nearer")
    func selectivity() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0, "top_k": 2, "top_n": 2"#)
            try await server.upload("near", nodes: (0..<40).map { "Herons number \($0)" }, to: "b")
            try await server.upload("far", nodes: ["Tax law", "Steel bridges", "Opera"], to: "b")
            let filter = #"{"must": [{"key": "file_name", "match": {"value": "far"}}]}"#
            let body = #"{"prompt": "Herons", "bot_name": "b", "metadata_filter": \#(filter)}"#
            let chat = try await server.startChat()
            let answer = try await server.send(.post, "/bots/chats/\(chat)/send", body: body)
            #expect(answer["reply.group_responses.b-document-index.nodes.1.node.metadata.file_name"] == .string("far"))
            #expect(answer["reply.group_responses.b-document-index.nodes.2"] == nil)
        }
    }
}
