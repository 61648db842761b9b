import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Documents of clones", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct CloneDocumentTests {
    private static let unsupported = "Unsupported file type. Supported types: PDF, TXT, DOCX"

    @Test(
        "A document is processed when the answer comes",
        arguments: [
            ("heron-weather-station.pdf", "application/pdf"),
            ("river-crossing.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("notes.TXT", "text/plain"),
        ]
    )
    func processed(name: String, type: String) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let bytes = name == "notes.TXT" ? Array("Herons wade.".utf8) : try Fixtures.document(name)
            let answer = try await server.train(id, on: "/some\\folder/\(name)", bytes)
            #expect(answer.status == 201)
            #expect(answer.members == ["document", "uploadResult"])
            #expect(answer["uploadResult"] == ["success": true, "message": "Document processed successfully"])
            let document = try #require(answer["document"]?.members)
            #expect(document["clone_id"] == .string(id))
            #expect(document["file_name"] == .string(name))
            #expect(document["file_type"] == .string(type))
            #expect(document["status"] == "processed")
            #expect(document["pinecone_index"] == "local")
            #expect(document["processed_at"]?.stringValue ?? "" > document["uploaded_at"]?.stringValue ?? "x")
            #expect(try await server.clone(id)["documents"] == [.object(document)])
        }
    }

    @Test("The label of the index is the configured one")
    func label() async throws {
        var settings = ServerConfiguration()
        settings.indexLabel = "production"
        try await TestServer.run(settings) { server in
            let answer = try await server.train(try await server.makeClone(), on: "a.txt", text: "a")
            #expect(answer["document.pinecone_index"] == "production")
        }
    }

    @Test(
        "Files that are not what their name says, or none of the three kinds, are 400 and leave nothing",
        arguments: [
            ("a.pdf", Array("just text".utf8)), ("a.docx", Array("just text".utf8)),
            ("a.txt", Array("%PDF-1.4\nabc".utf8)), ("a.txt", [0x50, 0x4B, 3, 4, 20, 0, 0, 0]),
            ("a.txt", [UInt8](0..<200)), ("a.txt", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
            ("a.docx", Array("%PDF-1.4\nabc".utf8)), ("a.docx", [0x50, 0x4B, 3, 4, 20, 0, 0, 0] + [UInt8](0..<99)),
            ("a.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
            (
                "a.docx",
                [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + "WordDocument".utf16.flatMap { [UInt8($0), 0] }
            ),
            ("a.md", Array("# A".utf8)), ("a.html", Array("<html>".utf8)), ("txt", Array("a".utf8)),
            ("a.txt.exe", Array("a".utf8)), ("a", Array("a".utf8)),
        ] as [(String, [UInt8])]
    )
    func unsupported(name: String, bytes: [UInt8]) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let answer = try await server.train(id, on: name, bytes)
            #expect(answer.status == 400 && answer.error == Self.unsupported, "\(answer.text)")
            #expect(try await server.clone(id)["documents"] == [])
        }
    }

    @Test("Files that cannot be taken are 400", arguments: ["pdf", "txt", "docx"])
    func refused(kind: String) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let path = "/api/clones/\(id)/documents"
            #expect(try await server.train(id, on: "a.\(kind)", []).error == "The file is empty")
            #expect(try await server.train(id, on: "a.\(kind)", [1], field: "document").error == "No file provided")
            let json = try await server.send(.post, path, user: "ann", body: "{}")
            #expect(json.status == 400 && json.error == "No file provided")
            let none = try await server.send(.post, path, user: "ann")
            #expect(none.status == 400 && none.error == "No file provided")
            let form = "multipart/form-data; boundary=b"
            let broken = try await server.send(.post, path, user: "ann", headers: [.contentType: form], body: "--b\r\n")
            #expect(broken.status == 400 && broken.error?.hasPrefix("The form cannot be read: ") == true)
            let nameless = try await server.train(id, on: " ", Array("a".utf8))
            #expect(nameless.status == 400 && nameless.error?.contains("name") == true)
            let long = try await server.train(id, on: String(repeating: "n", count: 513) + ".\(kind)", [1])
            #expect(long.status == 400 && long.error?.contains("name") == true)
        }
    }

    @Test("A file of 10 MB is taken, one of a byte more is not")
    func size() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            // Nothing but a few words, so that there is little to embed.
            let largest = Array("Herons wade.".utf8) + [UInt8](repeating: 0x20, count: (10 << 20) - 12)
            let tooLarge = try await server.train(id, on: "a.txt", largest + [0x20])
            #expect(tooLarge.status == 400 && tooLarge.error == "File too large. Maximum size is 10MB")
            #expect(try await server.train(id, on: "a.txt", largest).status == 201)
        }
    }

    @Test(
        "A PDF or DOCX that cannot be read is a failed document, with the reason",
        arguments: ["heron-weather-station.pdf", "river-crossing.docx"]
    )
    func broken(name: String) async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let bytes = try Fixtures.document(name)
            let answer = try await server.train(id, on: name, Array(bytes.prefix(bytes.count / 3)))
            #expect(answer.status == 201)
            #expect(answer["document.status"] == "failed")
            #expect(answer["document.processed_at"] == .null)
            #expect(answer["uploadResult.success"] == false)
            let reason = try #require(answer["uploadResult.message"]?.stringValue)
            #expect(!reason.isEmpty && !reason.contains(name))
            #expect(try await server.clone(id)["documents"] == [answer["document"] ?? .null])
            #expect(try await server.ask(id, "What is measured?")["context"] == nil)
        }
    }

    @Test("A text of nothing but white space fails, too")
    func blank() async throws {
        try await TestServer.run { server in
            let answer = try await server.train(try await server.makeClone(), on: "a.txt", text: " \n\t ")
            #expect(answer.status == 201 && answer["document.status"] == "failed")
        }
    }

    @Test("The same file is one document; another of its name takes its place, under the same identifier")
    func replacement() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let first = try await server.train(id, on: "a.txt", text: "The gate opens at seven.")
            let again = try await server.train(id, on: "a.txt", text: "The gate opens at seven.")
            #expect(again.status == 201 && again.json == first.json)
            let other = try await server.train(id, on: "a.txt", text: "The gate opens at nine.")
            #expect(other["document.id"] == first["document.id"])
            #expect(try await server.clone(id)["documents"]?.elements.count == 1)
            let answer = try await server.ask(id, "When does the gate open?")
            #expect(answer["context.documents"]?.elements.count == 1)
            #expect(answer["context.documents.0.content"] == "The gate opens at nine.")
        }
    }

    @Test("A file that fails takes no document away, and the next good one takes the place of both")
    func failedReplacement() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let good = try await server.train(id, on: "a.txt", text: "The gate opens at seven.")
            for _ in 0..<2 {
                let failed = try await server.train(id, on: "a.txt", text: " ")
                #expect(failed["document.status"] == "failed" && failed["document.id"] != good["document.id"])
                let documents = try await server.clone(id)["documents"]
                #expect(documents == [good["document"] ?? .null, failed["document"] ?? .null])
            }
            let answer = try await server.ask(id, "When does the gate open?")
            #expect(answer["context.documents.0.document_id"] == good["document.id"])
            for text in ["The gate opens at seven.", "The gate opens at nine."] {
                _ = try await server.train(id, on: "a.txt", text: " ")
                let next = try await server.train(id, on: "a.txt", text: text)
                #expect(next["document.id"] == good["document.id"])
                #expect(try await server.clone(id)["documents"] == [next["document"] ?? .null])
            }
        }
    }

    @Test("A failed document that is uploaded whole becomes processed, under its identifier")
    func repaired() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            let failed = try await server.train(id, on: "a.txt", text: " ")
            let good = try await server.train(id, on: "a.txt", text: "The gate opens at seven.")
            #expect(good["document.id"] == failed["document.id"] && good["document.status"] == "processed")
            #expect(try await server.clone(id)["documents"] == [good["document"] ?? .null])
        }
    }

    @Test("Identical text in two clones: each answers from its own, and what goes with one leaves the other alone")
    func isolation() async throws {
        try await TestServer.run { server in
            let text = "The gate opens at seven."
            let mine = try await server.makeClone(by: "ann")
            let other = try await server.makeClone(by: "ben", "global")
            let empty = try await server.makeClone(by: "ann")
            let documents = [
                mine: try await server.train(mine, on: "mine.txt", text: text),
                other: try await server.train(other, on: "other.txt", text: text, by: "ben"),
            ]
            for (clone, document) in documents {
                let answer = try await server.ask(clone, "When does the gate open?", by: clone == mine ? "ann" : "ben")
                #expect(answer.texts("document_id", of: "context.documents") == [document["document.id"]?.stringValue])
                #expect(answer["response"]?.stringValue?.contains("seven") == true)
            }
            #expect(try await server.ask(empty, "When does the gate open?")["context"] == nil)
            #expect(try await server.send(.delete, "/api/clones/\(mine)", user: "ann").status == 204)
            let answer = try await server.ask(other, "When does the gate open?", by: "ben")
            #expect(answer["context.documents"]?.elements.count == 1)
            #expect(try await server.integrityProblems() == [])
        }
    }

    @Test("Of many uploads at once none is lost")
    func concurrentUploads() async throws {
        try await TestServer.run { server in
            let id = try await server.makeClone()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        try await server.train(id, on: "\(number % 6).txt", text: "Number \(number).").status
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
            let answer = try await server.clone(id)
            #expect(answer.texts("file_name", of: "documents").sorted() == (0..<6).map { "\($0).txt" })
            #expect(answer.texts("status", of: "documents").allSatisfy { $0 == "processed" })
        }
    }
}
