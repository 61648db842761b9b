import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Documents of assistants", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantDocumentTests {
    private static let herons = "The heron called Old Fred lives at the north pond and eats eleven frogs a day."

    @Test("An uploaded document is listed, answered from with a citation, replaced and deleted")
    func journey() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["supportUnits": ["ragbot"]])
            let uploaded = try await client.upload("herons.txt", Self.herons, to: id)
            #expect(uploaded.status == 201)
            let document = uploaded["data.document"]
            #expect(document?["name"] == "herons.txt" && document?["mediaType"] == "text/plain")
            #expect(document?["byteCount"] == .integer(Int64(Self.herons.utf8.count)))
            #expect(document?["chunkCount"] == 1)
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"] == .array([document ?? .null]))
            let question = #"{"message": "How many frogs does Old Fred eat a day?"}"#
            let reply = try await client.send(.post, "/\(id)/chat", body: question)
            #expect(reply.status == 200)
            #expect(reply["data.reply"]?.stringValue?.contains("eleven frogs") == true)
            #expect(reply["data.citations.0.document"] == "herons.txt")
            #expect(reply["data.modelName"] == "extractive" && reply["data.grounded"] == "yes")
            _ = try await client.upload("herons.txt", Self.herons.replacing("eleven", with: "seven"), to: id)
            let changed = try await client.send(.post, "/\(id)/chat", body: question)
            #expect(changed["data.reply"]?.stringValue?.contains("seven frogs") == true)
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"]?.elements.count == 1)
            let deletion = try await client.send(.delete, "/\(id)/documents/herons.txt")
            #expect(deletion["data"] == ["message": "Document deleted successfully"])
            let again = try await client.send(.delete, "/\(id)/documents/herons.txt")
            #expect(again.status == 404 && again["message"] == "Document not found")
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"] == [])
        }
    }

    @Test("Each assistant answers from its own documents")
    func isolation() async throws {
        try await AssistantClient.run { client in
            let owners = ["ada", "bob"]
            var ids: [String] = []
            for (user, number) in zip(owners, ["eleven", "seven"]) {
                let id = try await client.create(user: user, ["supportUnits": ["ragbot"]])
                let text = Self.herons.replacing("eleven", with: number)
                #expect(try await client.upload("herons.txt", text, to: id, user: user).status == 201)
                ids.append(id)
            }
            for (index, number) in ["eleven", "seven"].enumerated() {
                let body = #"{"message": "How many frogs does Old Fred eat a day?"}"#
                let reply = try await client.send(.post, "/\(ids[index])/chat", user: owners[index], body: body)
                #expect(reply["data.reply"]?.stringValue?.contains("\(number) frogs") == true)
            }
            let foreign = try await client.upload("x.txt", "No.", to: ids[0], user: "bob")
            #expect(foreign.status == 404)
        }
    }

    @Test("Without a ragbot unit there are no uploads, and documents are not read")
    func withoutUnit() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["supportUnits": ["searchbot"]])
            let refused = try await client.upload("herons.txt", Self.herons, to: id)
            #expect(refused.status == 400 && refused["message"] == "The assistant has no ragbot unit")
            let path = "/\(id)/update-advanced-assistant"
            #expect(try await client.send(.patch, path, body: #"{"supportUnits": ["ragbot"]}"#).status == 200)
            #expect(try await client.upload("herons.txt", Self.herons, to: id).status == 201)
            #expect(try await client.send(.patch, path, body: #"{"supportUnits": []}"#).status == 200)
            let reply = try await client.send(.post, "/\(id)/chat", body: #"{"message": "What does Old Fred eat?"}"#)
            #expect(reply["data.citations"] == [] && reply["data.grounded"] == .null)
            #expect(reply["data.reply"]?.stringValue?.contains("frogs") == false)
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"]?.elements.count == 1)
        }
    }

    @Test("The general assistant reads documents; names may be any text")
    func general() async throws {
        try await AssistantClient.run { client in
            let general = try await client.send(.get, "/get-or-create-general-assistant")
            let id = try #require(general["data.id"]?.stringValue)
            for name in ["über uns.md", "a b.html", "data.csv", "hard-delete-me.json"] {
                let contents = name.hasSuffix("json") ? #"{"birds": "herons"}"# : "birds,herons\nfrogs,eleven\n"
                let answer = try await client.upload(name, contents, to: id)
                #expect(answer.status == 201 && answer["data.document.name"] == .string(name))
            }
            let path = "/\(id)/documents/%C3%BCber%20uns.md"
            #expect(try await client.send(.delete, "\(path)%00").status == 404)
            #expect(try await client.send(.delete, path).status == 200)
        }
    }

    @Test("What cannot be read is refused with the reason and changes nothing")
    func unreadable() async throws {
        var settings = ServerConfiguration()
        settings.maximumBodyByteCount = 4096
        try await AssistantClient.run(settings) { client in
            let id = try await client.create(["supportUnits": ["ragbot"]])
            #expect(try await client.upload("a.txt", Self.herons, to: id).status == 201)
            for (name, contents) in [
                ("empty.txt", ""), ("text.pdf", "no PDF"), ("text.docx", "no Word"), ("a.txt", " "),
            ] {
                let answer = try await client.upload(name, contents, to: id)
                #expect(answer.status == 400, "\(name)")
                #expect(answer["message"]?.stringValue?.isEmpty == false)
            }
            let field = try await client.upload("a.txt", "text", to: id, field: "document")
            #expect(field.status == 400 && field["message"] == #"Validation error - "file": Field required"#)
            #expect(try await client.upload(String(repeating: "n", count: 513), "text", to: id).status == 400)
            let large = try await client.upload("b.txt", String(repeating: "word ", count: 1000), to: id)
            #expect(large.status == 413)
            for type in ["application/json", "multipart/form-data"] {
                let headers: HTTPFields = [.contentType: type]
                let answer = try await client.send(.post, "/\(id)/documents", headers: headers, body: "{}")
                #expect(answer.status == 400)
            }
            #expect(try await client.send(.get, "/\(id)/documents")["data.documents"]?.elements.count == 1)
        }
    }
}
