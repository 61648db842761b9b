import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite(.enabled(if: TestServer.isAvailable))
struct DocumentTests {
    @Test("The document's own example")
    func upload() async throws {
        try await TestServer.run { server in
            let key = try await server.makeBot("b")
            let body = """
                {
                  "file_name": "my-test-document.json",
                  "file_contents": {"nodes": [{"text": "This is a test node.", "metadata": {}}], "assets": []},
                  "file_metadata": {}
                }
                """
            let answer = try await server.send(.post, "/bots/b/documents/upload", key: key, body: body)
            #expect(answer.status == 200)
            #expect(answer.members == ["status", "message", "timestamp", "code", "document_name", "token_usage"])
            #expect(
                answer["message"]
                    == .string(
                        "Successfully added to the index. Save the 'document_name' field to be able to update it!"
                    )
            )
            #expect(answer["document_name"] == .string("my-test-document.json"))
            #expect(answer["token_usage"]?.integerValue ?? 0 > 0)
        }
    }

    @Test("Names are listed in the order of their upload; an existing one is 409 and changes nothing")
    func list() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            for name in ["z", "a", "m"] {
                try await server.upload(name, nodes: ["text of \(name)"], to: "b")
            }
            let again = try await server.upload("a", nodes: ["text of a"], to: "b")
            #expect(again.status == 409)
            #expect(again["code"] == .string("DUPLICATE"))
            #expect(again["document_name"] == .null)
            #expect(again["token_usage"] == .null)
            let list = try await server.send(.get, "/bots/b/documents/list")
            #expect(list["message"] == .string("Successfully retrieved all documents names."))
            #expect(list["document_names"] == .array([.string("z"), .string("a"), .string("m")]))
        }
    }

    @Test("Update replaces a document and needs one")
    func update() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b", parameters: #""min_k": 0, "min_n": 0"#)
            let missing = try await server.send(
                .patch,
                "/bots/b/documents/update",
                body: TestServer.document("d", nodes: ["new"])
            )
            #expect(missing.status == 404)
            #expect(missing["code"] == .string("FILE_NOT_FOUND"))
            try await server.upload("d", nodes: ["The old text is about cats."], to: "b")
            let answer = try await server.send(
                .patch,
                "/bots/b/documents/update",
                body: TestServer.document("d", nodes: ["The new text is about dogs."])
            )
            #expect(answer["message"] == .string("Successfully updated the document."))
            #expect(answer["document_name"] == .string("d"))
            let chat = try await server.startChat()
            let reply = try await server.ask("What is the text about?", of: "b", inChat: chat)
            guard case .array(let nodes)? = reply["reply.group_responses.b-document-index.nodes"] else {
                throw UnexpectedAnswer(reply)
            }
            #expect(nodes.map { $0["node"]?["text"] } == [.string("The new text is about dogs.")])
        }
    }

    @Test("Delete removes a document; the name is free again")
    func delete() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            try await server.upload("My File.docx", nodes: ["text"], to: "b")
            let path = "/bots/b/documents/delete/?document_name=My+File.docx"
            let answer = try await server.send(.delete, path)
            #expect(answer.members == ["status", "message", "timestamp", "code"])
            #expect(answer["message"] == .string("Successfully deleted the documents from the index."))
            let again = try await server.send(.delete, path)
            #expect(again.status == 404)
            #expect(again["code"] == .string("FILE_NOT_FOUND"))
            #expect(try await server.upload("My File.docx", nodes: ["text"], to: "b").status == 200)
        }
    }

    @Test("Delete without a name is 422")
    func deleteWithoutName() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let answer = try await server.send(.delete, "/bots/b/documents/delete")
            #expect(answer.status == 422)
            #expect(
                answer.text
                    == #"{"detail":[{"input":null,"loc":["query","document_name"],"msg":"Field required","type":"missing"}]}"#
            )
        }
    }

    @Test(
        "Nodes that cannot be stored are 400",
        arguments: [#"[{}]"#, #"[{"text": 1}]"#, #"[{"text": "a", "metadata": []}]"#, #"[{"text": "a\u0000b"}]"#]
    )
    func invalidNodes(nodes: String) async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = #"{"file_name": "d", "file_contents": {"nodes": \#(nodes)}, "file_metadata": {}}"#
            let answer = try await server.send(.post, "/bots/b/documents/upload", body: body)
            #expect(answer.status == 400)
            #expect(answer["code"] == .string("INVALID_FILE_DATA"))
            #expect(answer["document_name"] == .null)
            #expect(try await server.send(.get, "/bots/b/documents/list")["document_names"] == .array([]))
        }
    }

    @Test("Nodes may have types, identifiers and null metadata; all of it is kept or ignored, nothing fails")
    func toleratedNodes() async throws {
        try await TestServer.run { server in
            _ = try await server.makeBot("b")
            let body = #"""
                {"file_name": "d", "file_metadata": {"file_type": "PDF"}, "x": 1, "file_contents": {"nodes": [
                  {"text": "a", "type": "NarrativeText", "element_id": "e"}, {"text": "b", "type": "?", "metadata": null}
                ]}}
                """#
            #expect(try await server.send(.post, "/bots/b/documents/upload", body: body).status == 200)
        }
    }

    @Test("Two bots with the same documents are strangers")
    func isolation() async throws {
        try await TestServer.run { server in
            let first = try await server.makeBot("first")
            let second = try await server.makeBot("second")
            for bot in ["first", "second"] {
                #expect(try await server.upload("d", nodes: ["The text of \(bot)."], to: bot).status == 200)
            }
            let path = "/bots/first/documents/delete?document_name=d"
            #expect(try await server.send(.delete, path, key: second).status == 401)
            #expect(try await server.send(.delete, path, key: first).status == 200)
            let names = try await server.send(.get, "/bots/second/documents/list", key: second)["document_names"]
            #expect(names == .array([.string("d")]))
        }
    }
}
