import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Documents of agents", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(10)))
struct KnowledgeDocumentTests {
    private static let files: [(name: String, question: String, answer: String)] = [
        ("heron-weather-station.pdf", "Is the Heron HX-3 a weather station for gardens?", "gardens, orchards"),
        ("orchard.csv", "When was the Winter Marigold planted?", "Planted: 2005"),
        ("river-crossing.docx", "Which river is crossed?", "river"),
        ("tea-house.html", "Who opened the tea house?", "Marguerite Ashdown"),
        ("village-library.md", "When was the library opened?", "1931"),
    ]

    @Test("Each kind of file is read, and found by what it says", arguments: files)
    func kinds(name: String, question: String, answer expected: String) async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.ingest(.init(name, try Fixtures.document(name)))
            #expect(answer.status == 200)
            let document = try #require(try await workspace.sources().first)
            #expect(answer["chunks_count"] == .integer(Int64(document.chunkCount)) && document.chunkCount > 0)
            #expect(document.members?["source_name"] == .string(name))
            let passages = try await workspace.knowledge()?.passages(for: question) ?? []
            #expect(passages.contains { $0.text.contains(expected) })
            let description = try await workspace.server.description()
            #expect(description.mismatches(of: answer, to: .post, AgentWorkspace.ingestPath) == [])
        }
    }

    private static let small: [(name: String, content: [UInt8], text: String)] = [
        (
            "a.txt", Array("Caf\u{e9}".unicodeScalars.map { UInt8($0.value) }) + Array(" in the park".utf8),
            "Café in the park"
        ),
        ("a.txt", [0xFF, 0xFE] + Array("Ωmega".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }, "Ωmega"),
        ("a.csv", Array("Bird;Place\nOwl;\"Barn; old\"\n".utf8), "Bird: Owl\nPlace: Barn; old"),
        ("a.json", Array(#"{"bird": "owl"}"#.utf8), "owl"), ("noext", Array("Owls hunt.".utf8), "Owls hunt."),
        ("a.pdf", TinyPDF.bytes(["Owls hunt."]), "Owls hunt."), ("", Array("Owls hunt.".utf8), "Owls hunt."),
        ("pdf-in-disguise.txt", TinyPDF.bytes(["Owls hunt."]), "Owls hunt."),
    ]

    @Test("What a file is, is told by its content and its name", arguments: small)
    func detection(name: String, content: [UInt8], text: String) async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.ingest(.init(name, content, mediaType: "application/octet-stream"))
            #expect(answer.status == 200)
            #expect(try await workspace.text(of: answer.sourceID).contains(text))
        }
    }

    @Test("Pages are cited")
    func pages() async throws {
        try await AgentWorkspace.run { workspace in
            let pages = [
                "Kestrels hover over the meadow.", "The heron pond was dug in 1873 by monks.", "Owls hunt at night.",
            ]
            let answer = try await workspace.ingest(.init("birds.pdf", TinyPDF.bytes(pages)))
            #expect(answer.status == 200)
            let knowledge = try #require(try await workspace.knowledge())
            let reply = try await knowledge.answer("When was the heron pond dug?")
            #expect(reply.text.contains("1873"))
            #expect(reply.citations.map(\.page) == [2] && reply.citations.map(\.document) == [answer.sourceID])
        }
    }

    private struct Manifest: Decodable {
        struct File: Decodable {
            struct Expectation: Decodable {
                var outcome: String
                var pages: Int?
            }
            var file: String
            var expect: Expectation
        }
        var files: [File]
    }

    @Test("Real documents are read or refused", .enabled(if: Fixtures.sharedURL("documents") != nil))
    func everyFile() async throws {
        let folder = try #require(Fixtures.sharedURL("documents"))
        let manifest = try JSONDecoder().decode(
            Manifest.self,
            from: Data(contentsOf: folder.appending(path: "manifest.json"))
        )
        try await AgentWorkspace.run { workspace in
            for file in manifest.files {
                let bytes = Array(try Data(contentsOf: folder.appending(path: file.file)))
                let answer = try await workspace.ingest(.init(file.file, bytes))
                guard bytes.count <= 10 << 20 else {
                    #expect(answer.status == 413, "\(file.file)")
                    continue
                }
                switch file.expect.outcome {
                case "extract": #expect(answer.status == 200, "\(file.file) \(answer.text)")
                case "either": #expect([200, 400].contains(answer.status), "\(file.file) \(answer.text)")
                default: #expect(answer.status == 400, "\(file.file) \(answer.text)")
                }
                if answer.status == 400 {
                    #expect(answer.detail == "Could not extract text from source.")
                } else if let pages = file.expect.pages {
                    #expect(try await workspace.sources().last?.pageCount == pages, "\(file.file)")
                }
            }
            #expect(try await workspace.server.integrityProblems() == [])
        }
    }

    @Test("Both examples of the API's document, by curl itself", .enabled(if: Curl.isAvailable))
    func curl() async throws {
        let folder = try TemporaryDirectory()
        let file = folder.url.appending(path: "document.pdf")
        try Data(TinyPDF.bytes(["Owls hunt."])).write(to: file)
        try await AgentWorkspace.run(isLive: true) { workspace in
            let common = [
                "-s", "-S", "-m", "60", "-w", " %{http_code}", "-X", "POST",
                "\(try workspace.server.url)\(AgentWorkspace.ingestPath)",
                "-H", "Authorization: Bearer \(try await TestServer.token(for: AgentWorkspace.member))",
                "-H", "X-Workspace-ID: \(AgentWorkspace.id)", "-F", "agent_id=\(AgentWorkspace.agent)",
            ]
            let manual = try await Curl.run(
                common + [
                    "-F", "source_type=file", "-F", "file=@\(file.path);type=application/pdf",
                    "-F", #"metadata={"source_name": "Product Manual", "category": "documentation"}"#,
                ]
            )
            #expect(manual.contains(#""status":"ingested""#) && manual.hasSuffix(" 200"))
            let feedback = try await Curl.run(
                common + [
                    "-H", "Content-Type: multipart/form-data", "-F", "source_type=message",
                    "-F",
                    #"metadata={"source_name": "Customer Feedback", "text_content": "The new feature is amazing, I love it!", "#
                        + #""sentiment_expected": "Positive"}"#,
                ]
            )
            #expect(feedback.contains(#""status":"ingested""#) && feedback.hasSuffix(" 200"))
            let sources = try await workspace.sources()
            #expect(sources.map { $0.members?["source_name"] } == ["Product Manual", "Customer Feedback"])
            #expect(sources.map { $0.members?["category"] } == ["documentation", nil])
        }
    }

    @Test("The description's example is accepted, and answered as described")
    func example() async throws {
        try await AgentWorkspace.run { workspace in
            let description = try await workspace.server.description()
            let operation = try #require(description.operations.first { $0.path == AgentWorkspace.ingestPath })
            let content = operation.description["requestBody"]?["content"]
            let schema = try #require(operation.body?["schema"])
            let example = try #require(operation.body?["example"])
            #expect(description.validator.mismatches(of: example, with: schema) == [])
            let answer = try await workspace.post(AgentWorkspace.ingestPath, example)
            #expect(answer.status == 200)
            #expect(description.mismatches(of: answer, to: .post, AgentWorkspace.ingestPath) == [])
            #expect(content?["multipart/form-data"]?["schema"] == ["$ref": "#/components/schemas/KnowledgeForm"])
        }
    }
}
