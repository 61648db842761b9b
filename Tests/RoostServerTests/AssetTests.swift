import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Files within documents", .enabled(if: TestServer.isAvailable))
struct AssetTests {
    private static let uploaded = #"""
        {"uuid": "map-1", "data_mimetype": "image/png", "data_base64": "aGVsbG8=", "description": "A <map>"}
        """#
    private static let stored = #"""
        {"id": 1, "uuid": "map-1", "document_id": 1, "group_id": 1, "mimetype": "image/png", "data": "aGVsbG8=",
         "created": "2026-01-01T00:00:00", "description": "A <map>"}
        """#

    private static func body(node metadata: String = #"{"asset_uuid": "map-1"}"#, contents: String) -> String {
        #"""
        {"file_name": "harbour", "file_metadata": {}, "file_contents": {"nodes": [
          {"text": "The map of the harbour shows three piers.", "metadata": \#(metadata)}\#(contents)}}
        """#
    }

    @Test(
        "An image that an answer's passage describes is shown in the answer, however it was uploaded",
        arguments: [
            #"], "assets": [\#(uploaded)]"#, #"], "assets": [\#(stored)]"#,
            #", {"type": "BackwardsCompatibleAssetContainer", "metadata": {"assets": [\#(uploaded)]}}]"#,
        ]
    )
    func shown(contents: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            let upload = try await server.send(.post, "/bots/b/documents/upload", body: Self.body(contents: contents))
            #expect(upload.status == 200)
            let chat = try await server.startChat()
            let answer = try await server.ask("What does the map of the harbour show?", of: "b", inChat: chat)
            let image = #"<img src="data:image/png;base64,aGVsbG8=" alt="A &lt;map&gt;">"#
            #expect(answer["reply.content.content"]?.stringValue?.hasSuffix("\n\n" + image) == true)
            #expect(answer["reply.content.assets.0.data"] == .string("aGVsbG8="))
            #expect(answer["reply.content.assets.0.mimetype"] == .string("image/png"))
            #expect(answer["reply.group_responses.b-document-index.assets.0.data"] == .string("<stripped>"))
            #expect(answer["reply.group_responses.b-document-index.nodes.1"] == nil)
            // What the chat keeps is short.
            let history = try await server.send(.get, "/bots/chats/\(chat)/history")
            #expect(history["history.1.blocks.0.text"]?.stringValue?.hasSuffix("![Asset](map-1)") == true)
        }
    }

    @Test("A model is told how to show an image, and only an image that was given is shown")
    func model() async throws {
        let pieces = ["The harbour has three piers [1]. ![Asset](map-1) ![Asset](map-2)"]
        try await ScriptedModel.run(saying: pieces) { server, provider in
            let parameters = #""min_k": 0, "min_n": 0, "llm_generate_related_prompts": false"#
            _ = try await server.makeBot("b", parameters: parameters)
            let contents = #"], "assets": [\#(Self.uploaded)]"#
            _ = try await server.send(.post, "/bots/b/documents/upload", body: Self.body(contents: contents))
            let answer = try await server.ask("What does the map show?", of: "b", inChat: server.startChat())
            let text = try #require(answer["reply.message"]?.stringValue)
            #expect(text.contains("<img src=") && text.contains("![Asset](map-2)") && !text.contains("(map-1)"))
            #expect(answer["reply.content.metadata.grounded"] == .string("yes"))
            let request = try #require(provider.requests.first)
            #expect(String(decoding: request.body, as: UTF8.self).contains("![Asset](map-1)"))
        }
    }

    @Test(
        "An asset that cannot be kept is refused, and nothing is stored",
        arguments: [
            #"{"data_mimetype": "image/png", "data_base64": ""}"#,
            #"{"uuid": "a", "data_mimetype": "png\" onload=\"x", "data_base64": ""}"#,
            #"{"uuid": "a", "data_mimetype": "image/png", "data_base64": "?"}"#,
            #"{"uuid": "a", "data_mimetype": "image/png"}"#,
            #"{"uuid": "a", "mimetype": "a/b", "data": ""}, {"uuid": "a", "mimetype": "a/b", "data": ""}"#,
        ]
    )
    func refused(assets: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = Self.body(contents: #"], "assets": [\#(assets)]"#)
            let answer = try await server.send(.post, "/bots/b/documents/upload", body: body)
            #expect(answer.status == 400 && answer["code"] == .string("INVALID_FILE_DATA"))
            #expect(try await server.send(.get, "/bots/b/documents/list")["document_names"] == .array([]))
        }
    }
}
