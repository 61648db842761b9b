import DocumentStore
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("What a killed server leaves", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(3)))
struct ServerDurabilityTests {
    private let folder: TemporaryDirectory
    private let work = AcknowledgedWork()

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("After each kill -9 all that was acknowledged is there, whole, and the store is sound")
    func survivesKills() async throws {
        try await RunningServer.run(dataFolder: folder.url) { try await makeBot(on: $0) }
        for acknowledgedCount in [12, 40, 25] {
            try await RunningServer.run(dataFolder: folder.url) { server in
                try await RelentlessClients(server: server, work: work).run(killingAfter: acknowledgedCount)
            }
            #expect(try SQLiteStore(folder: folder.url).integrityProblems() == [])
            try await RunningServer.run(dataFolder: folder.url) { server in
                try await expectDocuments(on: server)
                try await expectQuestions(on: server)
                try await expectMessages(on: server)
            }
        }
    }

    private func makeBot(on server: RunningServer) async throws {
        try await server.successfullyPost(
            "bots/b/manage/create",
            [
                "llm_model_id": 1, "embedding_model_id": 2, "rerank_model_id": 3, "min_k": 0, "min_n": 0, "top_n": 10,
                // No message is dropped from a chat for want of room.
                "max_input_tokens": 1_000_000, "llm_generate_related_prompts": false,
            ]
        )
    }

    /// Each document that was acknowledged is listed; each that is listed has all its nodes.
    private func expectDocuments(on server: RunningServer) async throws {
        let names = try await names("documents", on: server)
        #expect(Set(names).isSuperset(of: work.record.documents) && Set(names).count == names.count)
        for name in names {
            let reply = try await ask("What did buoy \(name) report?", about: name, on: server)
            let nodes = reply["group_responses"]?["b-document-index"]?["nodes"]?.elements
            #expect(nodes?.count == RelentlessClients.nodesPerDocument, "\(name)")
        }
    }

    /// Each question that was acknowledged is listed; each that is listed gives its answer to both its phrasings.
    private func expectQuestions(on server: RunningServer) async throws {
        let names = try await names("questions", on: server)
        #expect(Set(names).isSuperset(of: work.record.questions) && Set(names).count == names.count)
        for name in names {
            for phrasing in ["What is the answer to \(name)?", "And to \(name)?"] {
                let reply = try await ask(phrasing, about: name, on: server)
                #expect(reply["verified_response"] == true && reply["message"] == .string("The answer to \(name)."))
            }
        }
    }

    /// Each chat has the prompts that were acknowledged in their order, each with its answer, and at its end at most one
    /// exchange more: that in whose midst the server was killed.
    private func expectMessages(on server: RunningServer) async throws {
        for (chat, prompts) in work.record.prompts {
            let history = try #require(try await server.get("bots/chats/\(chat)/history")["history"]?.elements)
            let isEven = history.count.isMultiple(of: 2)
            #expect(isEven && history.enumerated().allSatisfy { $1["role"] == ($0 % 2 == 0 ? "user" : "assistant") })
            let texts = history.map { $0["blocks"]?.elements?.first?["text"]?.stringValue }
            let asked = stride(from: 0, to: texts.count, by: 2).map { texts[$0] }
            #expect(asked.count <= prompts.count + 1 && Array(asked.prefix(prompts.count)) == prompts)
            #expect(texts.allSatisfy { $0?.isEmpty == false })
        }
    }

    private func names(_ kind: String, on server: RunningServer) async throws -> [String] {
        let list = try await server.get("bots/b/\(kind)/list")
        return try #require(list["document_names"]?.elements).compactMap(\.stringValue)
    }

    /// The reply that is made from one document or question alone.
    private func ask(_ prompt: String, about name: String, on server: RunningServer) async throws -> JSONValue {
        let chat = try #require(try await server.post("bots/chats/start", [:])["chat_id"]?.stringValue)
        let answer = try await server.successfullyPost(
            "bots/chats/\(chat)/query",
            [
                "bot_name": "b", "prompt": .string(prompt),
                "metadata_filter": ["must": [["key": "file_name", "match": ["value": .string(name)]]]],
            ]
        )
        return try #require(answer["reply"])
    }
}

extension JSONValue {
    /// The elements; nil when this is no array.
    fileprivate var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }
}
