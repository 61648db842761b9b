import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Files of the Chat API", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct SessionUploadTests {
    private static func manual() throws -> [UInt8] {
        try Array(Data(contentsOf: Fixtures.url("documents/heron-weather-station.pdf")))
    }

    @Test("A file comes with its text and its pages", arguments: ["/v1/chat", "/api/chat"])
    func upload(prefix: String) async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server, prefix: prefix)
            let session = try await client.makeSession()
            let bytes = try Self.manual()
            let answer = try await client.upload(bytes, named: "manual.pdf", to: "\(session)")
            #expect(answer.status == 200)
            #expect(answer["message"] == "File uploaded successfully")
            #expect(answer["file.id"]?.integerValue ?? 0 >= 1)
            #expect(answer["file.filename"] == "manual.pdf")
            #expect(answer["file.file_size"] == .integer(Int64(bytes.count)))
            #expect(answer["file.mime_type"] == "application/pdf")
            #expect(answer["file.metadata"] == ["page_count": 6])
            #expect(answer["file.session_id"] == .integer(session) && answer["file.user_id"] == 7)
            #expect(answer["file.extracted_text"]?.stringValue?.contains("every 48 seconds") == true)
        }
    }

    @Test("The built-in model answers from the file, and from nothing once the session is another")
    func answers() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            let other = try await client.makeSession()
            #expect(try await client.upload(Self.manual(), named: "manual.pdf", to: "\(session)").status == 200)
            let question = "How long do the three AA lithium cells last?"
            let answer = try await client.say(question, in: session, more: ["stream": false])
            let text = try #require(answer["choices.0.message.content"]?.stringValue)
            #expect(text.contains("26 months") && text.contains("[1]"))
            #expect(text.hasSuffix(" (Sources: [1] manual.pdf, page 3)"))
            let streamed = try await client.say(question, in: session)
            #expect(try streamed.pieces.dropLast().joined() == text)
            #expect(try await !client.say(question, in: other).text.contains("26 months"))
        }
    }

    @Test("A model that writes is given the passages with file and page")
    func prompt() async throws {
        try await ScriptedModel.run(saying: ["About 26 months [1]."]) { server, provider in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            _ = try await client.upload(Self.manual(), named: "manual.pdf", to: "\(session)")
            let other = TinyPDF.bytes(["Lithium cells last 26 months."])
            _ = try await client.upload(other, named: "manual.pdf", to: "\(session)")
            _ = try await client.say("How long do alkaline cells last?", in: session)
            let body = try JSONParser.parse(try #require(provider.requests.last).body)
            let messages = body["messages"]?.elements.compactMap { $0["content"]?.stringValue } ?? []
            let context = messages.dropLast().joined()
            #expect(context.contains("manual.pdf, page 3"))
            #expect(context.contains("but they last only nine months"))
            #expect(context.contains("manual (2).pdf, page 1"))
            // Five passages, of which those that follow each other are one document.
            #expect(context.contains("[DOCUMENT #2]") && !context.contains("[DOCUMENT #6]"))
        }
    }

    @Test("The session comes first, then the file")
    func order() async throws {
        try await TestServer.run { server in
            for (prefix, status) in [("/v1/chat", 400), ("/api/chat", 422)] {
                let client = SessionClient(server: server, prefix: prefix)
                let session = "\(try await client.makeSession())"
                let text = Array("plain text".utf8)
                #expect(try await client.upload(text, named: "a.txt", type: "text/plain", to: "4711").status == 404)
                for (name, type, bytes) in [
                    ("a.txt", "text/plain", text), ("a.pdf", "application/pdf", text),
                    ("a.txt", "text/plain", TinyPDF.bytes(["Hi"])), ("a.pdf", "application/pdf", []),
                ] {
                    let refused = try await client.upload(bytes, named: name, type: type, to: session)
                    #expect(refused.status == 400)
                    #expect(refused.json == ["detail": "Only PDF files are supported"])
                }
                let large = Array("%PDF-1.4\n".utf8) + Array(repeating: 0x20, count: 10 << 20)
                let tooLarge = try await client.upload(large, named: "a.pdf", to: session)
                #expect(tooLarge.status == 400)
                #expect(tooLarge.json == ["detail": "File size exceeds maximum limit"])
                #expect(try await client.upload(text, named: "a.pdf", field: "other", to: session).status == status)
                #expect(try await client.post("sessions/\(session)/upload", ["file": "x"]).status == status)
                let broken = try await client.upload(Array("%PDF-1.4 nonsense".utf8), named: "a.pdf", to: session)
                #expect(broken.status == 400)
                #expect(broken["detail"]?.stringValue?.hasPrefix("Failed to extract text from PDF: the PDF") == true)
                #expect(try await client.say("Hello?", in: Int64(session)).status == 200)
            }
        }
    }

    @Test(
        "A name or a type is enough to say that it is a PDF",
        arguments: [("A.PDF", nil), ("scan", "application/pdf")]
    )
    func naming(name: String, type: String?) async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = "\(try await client.makeSession())"
            let answer = try await client.upload(TinyPDF.bytes(["Hi"]), named: name, type: type, to: session)
            #expect(answer.status == 200 && answer["file.filename"] == .string(name))
        }
    }

    @Test("A scan has pages and no text")
    func scan() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            let answer = try await client.upload(TinyPDF.bytes(["", "", ""]), named: "scan.pdf", to: "\(session)")
            #expect(answer.status == 200)
            #expect(answer["file.extracted_text"] == "" && answer["file.metadata.page_count"] == 3)
            #expect(try await client.say("What does it say?", in: session).status == 200)
            #expect(try server.engine.store.integrityProblems() == [])
        }
    }

    @Test("The same file again is the one that is there; other bytes of that name are a file of their own")
    func repetition() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = "\(try await client.makeSession())"
            let (one, two) = (TinyPDF.bytes(["The bridge is red."]), TinyPDF.bytes(["The ferry is blue."]))
            let first = try await client.upload(one, named: "a.pdf", to: session)
            let again = try await client.upload(one, named: "a.pdf", to: session)
            #expect(first.text == again.text)
            let other = try await client.upload(two, named: "a.pdf", to: session)
            #expect(other["file.filename"] == "a.pdf" && other["file.id"] != first["file.id"])
            #expect(try await client.upload(two, named: "a.pdf", to: session).text == other.text)
            let renamed = try await client.upload(one, named: "b.pdf", to: session)
            #expect(renamed["file.id"] != first["file.id"])
            for (question, word) in [("What colour is the bridge?", "red"), ("What colour is the ferry?", "blue")] {
                #expect(try await client.say(question, in: Int64(session)).text.contains(word))
            }
        }
    }

    @Test("Files that come at the same time are all kept")
    func concurrency() async throws {
        try await TestServer.run { server in
            let client = SessionClient(server: server)
            let session = "\(try await client.makeSession())"
            let identifiers = try await withThrowingTaskGroup(of: Int64?.self) { group in
                for number in 0..<8 {
                    let bytes = TinyPDF.bytes(["Number \(number / 2)"])
                    group.addTask {
                        try await client.upload(bytes, named: "a.pdf", to: session)["file.id"]?.integerValue
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(!identifiers.contains(nil) && Set(identifiers).count == 4)
        }
    }

    @Test("Everything is there after a restart, and goes with the session")
    func restart() async throws {
        let folder = try TemporaryDirectory()
        let question = "What colour is the bridge?"
        try await TestServer.run(dataFolder: folder.url) { server in
            let client = SessionClient(server: server)
            let session = try await client.makeSession()
            _ = try await client.upload(TinyPDF.bytes(["The bridge is red."]), named: "a.pdf", to: "\(session)")
            #expect(try await client.say(question, in: session).text.contains("red"))
        }
        try await TestServer.run(dataFolder: folder.url) { server in
            let client = SessionClient(server: server)
            let transcript = try await client.transcript(of: 1)
            #expect(transcript.count == 2)
            #expect(try await client.say(question, in: 1).text.contains("red"))
            #expect(try await client.delete("sessions/1").status == 200)
            let owner = CollectionOwner(kind: "session", identifier: "1")
            #expect(try server.engine.store.collections(of: owner) == [])
            #expect(try server.engine.store.integrityProblems() == [])
        }
    }
}
