import Foundation
import RetrievalEngine
import TestSupport
import Testing

/// The whole way with a real model: `roost serve`, CriaBot over HTTP, a language model on another port.
@Suite(
    "A real language model",
    .enabled(if: Fixtures.modelFolder != nil && LanguageModelServer.isInstalled, "make llm-packages installs it")
)
struct LanguageModelTests {
    @Test("SmolLM2 answers from the fixtures, streamed, with a citation that holds", .timeLimit(.minutes(5)))
    func answers() async throws {
        let folder = try TemporaryDirectory()
        let manual = try await Self.manual(in: folder.url.appending(path: "manual"))
        let model = try await LanguageModelServer()
        let environment = ["ROOST_LLM": "openai", "ROOST_LLM_MODEL": "smollm2", "OPENAI_BASE_URL": model.baseURL]
        try await RunningServer.run(dataFolder: folder.url.appending(path: "data"), environment: environment) {
            server in
            let chat = try await Self.startChat(about: manual, on: server)
            let events = try await server.events(
                "bots/chats/\(chat)/stream",
                .object([
                    "bot_name": .string("heron"),
                    "prompt": .string("How long do the lithium cells of the weather station last?"),
                ])
            )
            let chunks = events.filter { $0.event["type"] == .string("chunk") }
            let answer = chunks.compactMap { $0.event["content"]?.stringValue }.joined()
            #expect(chunks.count > 3 && chunks[0].time < chunks[chunks.count - 1].time, "the answer came in one piece")
            #expect(answer.contains("26 months"))
            let reply = try #require(events.last?.event["reply"])
            #expect(reply["message"] == .string(answer))
            let tokens = try #require(reply["total_usage"]?["prompt_tokens"]?.integerValue)
            #expect(tokens > 50)
            let citation = try #require(reply["content"]?["metadata"]?["citations"]?[0])
            #expect(citation["document"] == .string("heron-weather-station.pdf") && citation["page"] == .integer(3))
            let text = try #require(citation["text"]?.stringValue)
            #expect(text.contains("26 months") && manual.contains { $0.text.contains(text) })
            let number = try #require(citation["number"]?.integerValue)
            #expect(answer.contains("[\(number)]"))
        }
    }

    /// The chunks of the weather station's manual.
    private static func manual(in folder: URL) async throws -> [Passage] {
        let models = ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent())
        let engine = try RetrievalEngine(configuration: .init(dataFolder: folder, model: models.model()))
        let collection = try await engine.collection(named: "manual", owner: .local, createIfMissing: true)
        let bytes = try Array(Data(contentsOf: Fixtures.url("documents/heron-weather-station.pdf")))
        _ = try await collection.ingest(DocumentSource(name: "heron.pdf", content: .file(bytes)))
        var options = RetrievalOptions()
        (options.topK, options.topN) = (1000, 1000)
        return try await collection.passages(for: "weather station", options: options)
    }

    private static func startChat(about manual: [Passage], on server: RunningServer) async throws -> String {
        _ = try await server.post(
            "bots/heron/manage/create",
            .object([
                "llm_model_id": .integer(1), "embedding_model_id": .integer(2), "rerank_model_id": .integer(3),
                "temperature": .integer(0), "max_reply_tokens": .integer(80), "min_k": .integer(0),
                "min_n": .integer(0), "llm_generate_related_prompts": .bool(false),
            ])
        )
        let nodes = manual.map { passage in
            JSONValue.object([
                "text": .string(passage.text),
                "metadata": .object(["page_number": .integer(Int64(passage.page ?? 0))]),
            ])
        }
        _ = try await server.post(
            "bots/heron/documents/upload",
            .object([
                "file_name": .string("heron-weather-station.pdf"), "file_metadata": .object([:]),
                "file_contents": .object(["nodes": .array(nodes), "assets": .array([])]),
            ])
        )
        return try #require(try await server.post("bots/chats/start", .object([:]))["chat_id"]?.stringValue)
    }
}

extension JSONValue {
    /// An element of an array; nil when this is none or has fewer.
    fileprivate subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
