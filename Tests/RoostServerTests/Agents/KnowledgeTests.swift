import DocumentStore
import Foundation
import RetrievalEngine
import RoostServer
import TestSupport
import Testing

@Suite("Knowledge of agents", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct KnowledgeTests {
    private static let source = "5f0c2c1e-6d0b-4c2e-9a57-1f4b8a3f7e11"
    private static let facts = "The kestrel gate opens at 6:40 in the morning."

    @Test("A file becomes a source, with what is said of it, who gave it and its bytes")
    func file() async throws {
        try await AgentWorkspace.run { workspace in
            let metadata = """
                {"source_name": "Product Manual", "category": "documentation", "agent_id": "mine", "source_type": 7,
                 "workspace_id": null, "created_at": [], "file_name": "other", "deep": {"a": [1, 2.5, null, "é"]}}
                """
            let file = AgentWorkspace.FormFile("C:\\gates.TXT", Array(Self.facts.utf8), mediaType: "text/plain")
            let answer = try await workspace.ingest(file, metadata: metadata)
            #expect(answer.status == 200)
            #expect(answer.members == ["status", "source_id", "chunks_count"])
            #expect(answer["status"] == "ingested" && answer["chunks_count"] == 1)
            #expect(UUID(uuidString: answer.sourceID) != nil && answer.sourceID == answer.sourceID.lowercased())
            let document = try #require(try await workspace.sources().first)
            #expect(document.name == answer.sourceID && document.mediaType == "text/plain")
            let members = try #require(document.members)
            let created = try #require(members["created_at"]?.stringValue)
            #expect(try Date(created, strategy: .iso8601).timeIntervalSinceNow > -60)
            #expect(
                members == [
                    "source_name": "Product Manual", "category": "documentation",
                    "agent_id": .string(AgentWorkspace.agent), "workspace_id": .string(AgentWorkspace.id),
                    "source_type": "file", "source_id": .string(answer.sourceID), "file_name": "gates.TXT",
                    "created_at": .string(created), "deep": ["a": [1, .number(2.5), .null, "é"]],
                ]
            )
            let knowledge = try #require(try await workspace.knowledge())
            let passages = try await knowledge.passages(for: "When does the gate open?")
            #expect(passages.first?.text == Self.facts && passages.first?.metadata["category"] == "documentation")
            let asset = try #require(try await knowledge.assets(withUUIDs: [answer.sourceID]).first)
            #expect(asset.asset.data == Array(Self.facts.utf8) && asset.asset.mediaType == "text/plain")
            let ingestion = try #require(try workspace.ingestions().first)
            #expect(ingestion.sourceID == answer.sourceID && ingestion.ingestion.userID == AgentWorkspace.member)
            #expect(ingestion.ingestion.fileName == "gates.TXT" && ingestion.ingestion.sourceName == "Product Manual")
            #expect(try workspace.credits() == 50)
            #expect(try await workspace.server.integrityProblems() == [])
        }
    }

    @Test("A message becomes a source without its text in the metadata, and is told what it says")
    func message() async throws {
        try await AgentWorkspace.run { workspace in
            let text = "The new feature is amazing, I love it!"
            let metadata = #"{"source_name": "Feedback", "text_content": "\#(text)", "sentiment_expected": "Positive"}"#
            let answer = try await workspace.ingest(type: "message", metadata: metadata)
            #expect(answer.status == 200 && answer["chunks_count"] == 1)
            #expect(answer["intelligence"]?.members.keys.sorted() == ["entities", "intent", "sentiment", "topic"])
            let document = try #require(try await workspace.sources().first)
            #expect(document.members?["sentiment_expected"] == "Positive" && document.members?["text_content"] == nil)
            #expect(document.members?["source_name"] == "Feedback" && document.members?["file_name"] == nil)
            #expect(try await workspace.text(of: answer.sourceID) == text)
            let ingestion = try #require(try workspace.ingestions().first?.ingestion)
            #expect(ingestion.sourceType == .message && ingestion.fileName == nil)
            #expect(ingestion.intelligence?.topic == answer["intelligence.topic"]?.stringValue)
            let external = try await workspace.ingest(type: "external", metadata: #"{"text_content": "Owls hunt."}"#)
            #expect(external.status == 200 && external["intelligence"] == nil)
            #expect(try workspace.ingestions().last?.ingestion.intelligence == nil)
        }
    }

    @Test(
        "A message is plain text, whatever it looks like",
        arguments: [
            "%PDF-1.7 is how PDF files begin", "<html><b>bold</b></html>", #"{"a": [1, 2]}"#, "{\\rtf is not for us",
            "PK\u{3}\u{4}", "# Heading", "GIF89a", "a\u{1}\u{2}\u{3}\u{4}\u{5}b",
        ]
    )
    func plainText(text: String) async throws {
        try await AgentWorkspace.run { workspace in
            let answer = try await workspace.ingest(message: text)
            #expect(answer.status == 200)
            let visible = String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 }))
            #expect(try await workspace.text(of: answer.sourceID) == visible)
        }
    }

    @Test("The same fields as JSON are as good, metadata as an object or as a text")
    func json() async throws {
        try await AgentWorkspace.run { workspace in
            let members: JSONValue = [
                "text_content": "Owls hunt at night.", "source_id": .string(Self.source.uppercased()),
            ]
            for metadata in [members, .string(members.encoded)] {
                let answer = try await workspace.post(
                    AgentWorkspace.ingestPath,
                    [
                        "agent_id": .string(AgentWorkspace.agent), "source_type": "external", "metadata": metadata,
                        "file": .null,
                    ]
                )
                #expect(answer.status == 200 && answer.sourceID == Self.source)
            }
            #expect(try await workspace.sources().map(\.name) == [Self.source])
            let answer = try await workspace.post(
                AgentWorkspace.ingestPath,
                ["agent_id": .string(AgentWorkspace.agent), "source_type": "file", "metadata": .null]
            )
            #expect(answer.status == 400 && answer.detail == "File is required for 'file' source_type.")
        }
    }

    @Test("The same identifier again takes the first one's place, also with the same bytes and another description")
    func replacement() async throws {
        try await AgentWorkspace.run { workspace in
            let file = AgentWorkspace.FormFile("a.txt", text: Self.facts)
            let first = try await workspace.ingest(file, metadata: #"{"source_id": "\#(Self.source)", "v": 1}"#)
            #expect(first.sourceID == Self.source)
            let compact = Self.source.uppercased().replacing("-", with: "")
            let second = try await workspace.ingest(file, metadata: #"{"source_id": "\#(compact)", "v": 2}"#)
            #expect(second.sourceID == Self.source)
            #expect(try await workspace.sources().map { $0.members?["v"] } == [2])
            #expect(try await workspace.ingest(message: "Herons fish.", source: Self.source).status == 200)
            #expect(try await workspace.sources().map(\.name) == [Self.source])
            #expect(try await workspace.text(of: Self.source) == "Herons fish.")
            let knowledge = try #require(try await workspace.knowledge())
            #expect(
                try await knowledge.passages(for: "When does the gate open?").allSatisfy { $0.text == "Herons fish." }
            )
            #expect(try await knowledge.assets(withUUIDs: [Self.source]).isEmpty)
            #expect(try workspace.ingestions().map(\.ingestion.sourceType) == [.file, .file, .message])
            // What cannot be read takes nothing away.
            let bad = AgentWorkspace.FormFile("b.pdf", text: "no PDF")
            let metadata = #"{"source_id": "\#(Self.source)"}"#
            #expect(try await workspace.ingest(bad, metadata: metadata).status == 400)
            #expect(try await workspace.text(of: Self.source) == "Herons fish.")
            #expect(try workspace.ingestions().count == 3)
            #expect(try await workspace.server.integrityProblems() == [])
        }
    }

    @Test("The same identifier is another source for another agent, and in another workspace")
    func isolation() async throws {
        try await AgentWorkspace.run { workspace in
            let places = [
                (AgentWorkspace.agent, AgentWorkspace.id, AgentWorkspace.member, "Kestrels nest in towers."),
                (AgentWorkspace.silentAgent, AgentWorkspace.id, AgentWorkspace.member, "Owls nest in barns."),
                (
                    AgentWorkspace.otherAgent, AgentWorkspace.otherID, AgentWorkspace.otherMember,
                    "Herons nest in trees."
                ),
            ]
            for (agent, id, member, text) in places {
                let answer = try await workspace.ingest(
                    message: text,
                    source: Self.source,
                    agent: agent,
                    user: member,
                    workspace: id
                )
                #expect(answer.status == 200)
            }
            for (agent, id, _, text) in places {
                let knowledge = try #require(try await workspace.knowledge(of: agent, in: id))
                #expect(try await knowledge.passages(for: "Where do birds nest?").map(\.text) == [text])
                #expect(try workspace.ingestions(of: agent, in: id).count == 1)
            }
        }
    }

    @Test("Of two that come at once under one identifier one stays, whole")
    func concurrency() async throws {
        try await AgentWorkspace.run { workspace in
            let texts = ["kestrel", "heron", "owl", "crane"].map { bird in
                (1...40).map { "The \(bird) number \($0) was seen at the \(bird) pond." }.joined(separator: "\n\n")
            }
            let answers = try await withThrowingTaskGroup { group in
                for text in texts {
                    group.addTask { try await workspace.ingest(message: text, source: Self.source) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 && $0.sourceID == Self.source })
            let documents = try await workspace.sources()
            #expect(documents.count == 1 && documents[0].chunkCount > 1)
            let text = try await workspace.text(of: Self.source)
            #expect(texts.contains(text))
            let chunks = try #require(try await workspace.knowledge()).handle.chunks(ofDocumentNamed: Self.source)
            #expect(chunks.count == documents[0].chunkCount && chunks.allSatisfy { text.contains($0.text) })
            #expect(try workspace.ingestions().count == 4)
            #expect(try await workspace.server.integrityProblems() == [])
        }
    }

    @Test("An agent that is deleted while it is told something is one that is not there")
    func deletedAgent() async throws {
        try await AgentWorkspace.run { workspace in
            let text = (1...400).map { "Fact \($0): pond \($0) has \($0 * 7) frogs." }.joined(separator: "\n\n")
            async let answer = workspace.ingest(message: text)
            while try await workspace.knowledge() == nil {
                try await Task.sleep(for: .milliseconds(1))
            }
            let owner = try #require(
                try workspace.server.engine.store.agent(AgentWorkspace.agent, inWorkspace: AgentWorkspace.id)
            ).owner
            #expect(
                try workspace.server.engine.store.deleteCollection(named: StoredAgent.collectionName, owner: owner)
            )
            let refusal = try await answer
            #expect(refusal.status == 404 && refusal.detail?.hasPrefix("Agent with ID") == true)
        }
    }
}
