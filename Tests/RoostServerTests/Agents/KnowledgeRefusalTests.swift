import Foundation
import HTTPTypes
import NIOCore
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("What agents cannot be told", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct KnowledgeRefusalTests {
    private static let note = AgentWorkspace.FormFile("a.txt", text: "Owls hunt.")

    /// Expects a refusal that names one field, as it is described, and that nothing was stored.
    private static func expect(
        _ answer: Answer,
        _ detail: String,
        about field: String,
        in workspace: AgentWorkspace,
        location: SourceLocation = #_sourceLocation
    ) async throws {
        #expect(answer.status == 400, sourceLocation: location)
        #expect(answer.detail == detail && answer["error.detail"]?.stringValue == detail, sourceLocation: location)
        #expect(answer["error.code"] == "validation_error", sourceLocation: location)
        #expect(answer["error.status_code"] == 400, sourceLocation: location)
        #expect(answer.fields?.members.keys.sorted() == [field], sourceLocation: location)
        let mismatches = try await workspace.server.description()
            .mismatches(of: answer, to: .post, AgentWorkspace.ingestPath)
        #expect(mismatches == [], sourceLocation: location)
        #expect(try await workspace.sources().isEmpty, sourceLocation: location)
    }

    @Test("Agent and source type, in the words of Django REST framework")
    func fields() async throws {
        try await AgentWorkspace.run { workspace in
            let text = #"{"text_content": "Owls hunt."}"#
            for (agent, message) in [
                (nil, "This field is required."), ("", "Must be a valid UUID."), ("7", "Must be a valid UUID."),
            ] {
                let answer = try await workspace.ingest(agent: agent, type: "message", metadata: text)
                try await Self.expect(answer, "agent_id: \(message)", about: "agent_id", in: workspace)
            }
            for (type, message) in [
                (nil, "This field is required."), ("", #""" is not a valid choice."#),
                ("File", #""File" is not a valid choice."#),
            ] {
                let answer = try await workspace.ingest(type: type, metadata: text)
                try await Self.expect(answer, "source_type: \(message)", about: "source_type", in: workspace)
            }
            let answer = try await workspace.ingest(agent: nil, type: "x", file: Self.note, metadata: "[")
            #expect(answer.status == 400)
            #expect(
                answer.fields == [
                    "agent_id": ["This field is required."], "source_type": [#""x" is not a valid choice."#],
                    "metadata": ["Metadata must be a valid JSON string."],
                ]
            )
        }
    }

    @Test("A file where there should be one, and nowhere else")
    func file() async throws {
        try await AgentWorkspace.run { workspace in
            let required = "File is required for 'file' source_type."
            try await Self.expect(try await workspace.ingest(type: "file"), required, about: "file", in: workspace)
            let parts: [FormBody.Part] = [.init("agent_id", AgentWorkspace.agent), .init("source_type", "file")]
            for file in [FormBody.Part("file", "a.txt"), .init("file", fileName: "", [])] {
                let answer = try await workspace.ingest(FormBody(parts + [file]))
                try await Self.expect(answer, required, about: "file", in: workspace)
            }
            for type in ["message", "external"] {
                let answer = try await workspace.ingest(
                    type: type,
                    file: Self.note,
                    metadata: #"{"text_content": "Owls hunt."}"#
                )
                let allowed = "File is only allowed for 'file' source_type."
                try await Self.expect(answer, allowed, about: "file", in: workspace)
            }
        }
    }

    @Test(
        "Metadata that is no object",
        arguments: ["x", "{", "[1]", "7", "null", " ", #"{"a": 1,}"#, #"{"a": NaN}"#, #""{}""#]
    )
    func metadata(text: String) async throws {
        try await AgentWorkspace.run { workspace in
            for type in ["file", "message"] {
                let answer = try await workspace.ingest(
                    type: type,
                    file: type == "file" ? Self.note : nil,
                    metadata: text
                )
                let message = "Metadata must be a valid JSON string."
                try await Self.expect(answer, message, about: "metadata", in: workspace)
            }
        }
    }

    @Test("Messages and other texts without a text", arguments: ["message", "external"])
    func text(type: String) async throws {
        try await AgentWorkspace.run { workspace in
            for metadata in [
                nil, "", "{}", #"{"text_content": " \n "}"#, #"{"text_content": null}"#, #"{"text_content": 7}"#,
            ] {
                let answer = try await workspace.ingest(type: type, metadata: metadata)
                let message = "text_content is required in metadata for '\(type)' source_type."
                try await Self.expect(answer, message, about: "metadata", in: workspace)
            }
            let invisible = try await workspace.ingest(type: type, metadata: #"{"text_content": "\u200b\u0000"}"#)
            try await Self.expect(invisible, "Could not extract text from source.", about: "metadata", in: workspace)
        }
    }

    @Test("Members of the metadata that do not fit")
    func members() async throws {
        try await AgentWorkspace.run { workspace in
            let long = String(repeating: "é", count: 256)
            for (member, message) in [
                (#""source_id": "7""#, "source_id: Must be a valid UUID."),
                (#""source_id": 7"#, "source_id: Must be a valid UUID."),
                (#""source_id": """#, "source_id: Must be a valid UUID."),
                (#""source_name": "\#(long)""#, "source_name: Ensure this field has no more than 255 characters."),
                (#""source_name": []"#, "source_name: Not a valid string."),
                (#""source_name": "a\u0000b""#, "source_name: Null characters are not allowed."),
            ] {
                let answer = try await workspace.ingest(Self.note, metadata: "{\(member)}")
                let field = "metadata." + message.prefix { $0 != ":" }
                try await Self.expect(answer, "metadata.\(message)", about: field, in: workspace)
            }
            let filler = String(repeating: "x", count: 20_000)
            let large = try await workspace.ingest(Self.note, metadata: #"{"note": "\#(filler)"}"#)
            let message = "Metadata may have at most 16384 bytes beside text_content."
            try await Self.expect(large, message, about: "metadata", in: workspace)
            for member in [#""source_id": null"#, #""source_name": null"#, #""source_name": " ""#, #""a": "\u0000""#] {
                #expect(try await workspace.ingest(Self.note, metadata: "{\(member)}").status == 200)
            }
            let exact = try await workspace.ingest(Self.note, metadata: #"{"source_name": "\#(long.dropLast())"}"#)
            #expect(exact.status == 200)
        }
    }

    private static let unreadableFiles: [(String, [UInt8])] = [
        ("a.txt", []), ("a.txt", Array(" \r\n\t".utf8)), ("a.csv", Array("\n\n".utf8)),
        ("a.bin", (0..<4000).map { UInt8(truncatingIfNeeded: $0 &* 97) }),
        ("a.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), ("a.pdf", Array("text".utf8)),
        ("a.pdf", Array("%PDF-1.4\nbroken".utf8)), ("scan.pdf", TinyPDF.bytes([""])),
        ("a.docx", Array("PK\u{3}\u{4}broken".utf8)), ("a.docx", Array("text".utf8)),
        ("a.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]), ("a.json", Array("{broken".utf8)),
    ]

    @Test("Files without a text that can be had", arguments: unreadableFiles)
    func unreadable(name: String, content: [UInt8]) async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.ingest(.init(name, content))
            try await Self.expect(answer, "Could not extract text from source.", about: "file", in: workspace)
        }
    }

    @Test("Agents of nobody, and of other workspaces, whatever is wrong with the file")
    func agents() async throws {
        try await AgentWorkspace.run { workspace in
            for agent in [AgentWorkspace.nothing, AgentWorkspace.otherAgent, AgentWorkspace.otherAgent.uppercased()] {
                for content in ["Owls hunt.", ""] {
                    let answer = try await workspace.ingest(
                        agent: agent,
                        type: "file",
                        file: .init("a.txt", text: content)
                    )
                    let detail =
                        "Agent with ID \(agent.lowercased()) not found or not accessible in workspace \(AgentWorkspace.id)."
                    #expect(answer.status == 404 && answer.detail == detail && answer["error.code"] == "not_found")
                }
            }
            #expect(try await workspace.knowledge(of: AgentWorkspace.otherAgent, in: AgentWorkspace.otherID) == nil)
            // What is wrong with the request comes first, and who asks before that.
            #expect(try await workspace.ingest(agent: AgentWorkspace.nothing, type: "file").status == 400)
            #expect(try await workspace.ingest(type: "x", user: AgentWorkspace.otherMember).status == 403)
            #expect(try await workspace.ingest(type: "x", workspace: nil).status == 403)
            let nobody = try await workspace.server.send(.post, AgentWorkspace.ingestPath, key: nil)
            #expect(nobody.status == 401)
        }
    }

    @Test("Bodies that are no form")
    func forms() async throws {
        try await AgentWorkspace.run { workspace in
            let form = FormBody(file: "a.txt", [65])
            let unread = ["text/plain", "application/x-www-form-urlencoded", "application/xml"]
            for type in [
                nil, "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other",
                "multipart/mixed; boundary=x", "application/json",
            ] + unread {
                // The test's client calls everything JSON that has no type.
                var headers: HTTPFields = [:]
                headers[.contentType] = type ?? ""
                let answer = try await workspace.send(
                    .post,
                    AgentWorkspace.ingestPath,
                    headers: headers,
                    bytes: form.bytes
                )
                if let type, unread.contains(type) {
                    #expect(answer.status == 415 && answer["error.code"] == "unsupported_media_type", "\(type)")
                    #expect(answer.detail == "Unsupported media type \"\(type)\" in request.")
                } else {
                    #expect(answer.status == 400 && answer["error.code"] == "validation_error", "\(type ?? "none")")
                }
                let description = try await workspace.server.description()
                #expect(description.mismatches(of: answer, to: .post, AgentWorkspace.ingestPath) == [])
            }
            let truncated = ByteBuffer(bytes: form.bytes.readableBytesView.dropLast(20))
            let answer = try await workspace.send(
                .post,
                AgentWorkspace.ingestPath,
                headers: [.contentType: form.contentType],
                bytes: truncated
            )
            #expect(answer.status == 400 && answer.detail?.hasPrefix("The form cannot be read: expected") == true)
            let empty = try await workspace.send(
                .post,
                AgentWorkspace.ingestPath,
                headers: [.contentType: form.contentType]
            )
            #expect(empty.status == 400)
        }
    }

    @Test("Too much: a file, the fields, a whole form, a JSON body")
    func tooLarge() async throws {
        var settings = ServerConfiguration()
        settings.maximumBodyByteCount = 100_000
        try await AgentWorkspace.run(settings) { workspace in
            let file = AgentWorkspace.FormFile("a.txt", text: String(repeating: "owl ", count: 25_000))
            #expect(try await workspace.ingest(file).status == 200)
            let larger = AgentWorkspace.FormFile("a.txt", file.content + [65])
            let text = JSONValue.string(String(repeating: "owl ", count: 300_000)).encoded
            let message = #"{"text_content": \#(text)}"#
            let answers = [
                try await workspace.ingest(larger), try await workspace.ingest(type: "message", metadata: message),
                try await workspace.post(AgentWorkspace.ingestPath, .string(message)),
            ]
            for answer in answers {
                #expect(answer.status == 413)
                #expect(answer.detail == "Request payload is too large." && answer["error.code"] == "payload_too_large")
            }
        }
    }
}
