import Foundation
import RetrievalEngine
import TestSupport
import Testing

/// The default model, and the tiny cross-encoder of the fixtures.
@Suite("Reranking models", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(2)))
struct RerankingModelTests {
    private let folder: TemporaryDirectory
    private let catalog: ModelCatalog

    init() throws {
        folder = try TemporaryDirectory()
        let models = folder.url.appending(path: "models")
        try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
        let installed = [
            ModelCatalog.defaultModelName: try #require(Fixtures.modelFolder),
            "tiny": Fixtures.url("models/reranker"), "encoder": Fixtures.url("models/mean"),
        ]
        for (name, url) in installed {
            try FileManager.default.createSymbolicLink(at: models.appending(path: name), withDestinationURL: url)
        }
        catalog = ModelCatalog(folder: models)
    }

    private func engine(
        _ reranking: RerankingModel = .builtIn,
        idleTime: Duration = .seconds(600)
    ) throws -> RetrievalEngine {
        var configuration = RetrievalEngine.Configuration(
            dataFolder: folder.url.appending(path: "data"),
            model: try catalog.model()
        )
        configuration.catalog = catalog
        configuration.precision = .fp32
        configuration.modelIdleTime = idleTime
        configuration.reranking = reranking
        configuration.rerankingTimeLimit = nil
        return try RetrievalEngine(configuration: configuration)
    }

    private func passages(of engine: RetrievalEngine, _ texts: [String]) async throws -> [Passage] {
        let collection = try await engine.collection(named: "c", owner: .local, createIfMissing: true)
        for text in texts { try await collection.ingest(text, text) }
        let question = try await engine.embed(question: "river")
        return try await collection.passages(nearest: question, count: texts.count, minimumSimilarity: 0)
    }

    @Test("A cross-encoder scores as the reference does, is loaded when it is needed, and freed when it is idle")
    func crossEncoder() async throws {
        let engine = try engine(.crossEncoder("tiny"), idleTime: .milliseconds(1))
        let reranker = try #require(engine.reranker)
        let passages = try await passages(of: engine, ["the old stone bridge is of the river."])
        #expect(engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName])
        let result = try await reranker.rerank(passages, question: "where is the bridge")
        // fixtures/models/pairs.json, for 32 tokens.
        #expect(abs(result.passages[0].scores.rerank - 0.4701496660709381) < 1e-5)
        #expect(result.report == RerankReport(scorer: "tiny", scoredCount: 1, passageCount: 1))
        await until { engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName] }
        let again = try await reranker.rerank(passages, question: "where is the bridge")
        #expect(again.passages[0].scores.rerank == result.passages[0].scores.rerank)
    }

    @Test("Many passages, and such as are too long, get the scores that they get alone")
    func batches() async throws {
        let engine = try engine(.crossEncoder("tiny"))
        let reranker = try #require(engine.reranker)
        let texts = (1...25).map { "the river " + String(repeating: "stone bridge \($0) ", count: $0) }
        let passages = try await passages(of: engine, texts)
        let together = try await reranker.rerank(passages, question: "where is the bridge")
        #expect(together.report.scoredCount == texts.count)
        for (passage, scored) in zip(passages, together.passages) {
            let alone = try await reranker.rerank([passage], question: "where is the bridge").passages[0]
            #expect(abs(alone.scores.rerank - scored.scores.rerank) < 1e-5)
        }
    }

    @Test(
        "What is not installed and what is no cross-encoder is refused when the engine opens",
        arguments: ["no", "encoder"]
    )
    func refusesOthers(name: String) throws {
        let error = #expect(throws: EngineError.self) { try engine(.crossEncoder(name)) }
        #expect(error?.code == .modelUnavailable)
        #expect(error?.message.contains("'\(name)'") == true)
        #expect(throws: EngineError.self) { try engine().reranking(by: .crossEncoder(name)) }
    }

    @Test("A cross-encoder that is gone is reported, and the scores stay")
    func vanishes() async throws {
        let engine = try engine(.crossEncoder("tiny"))
        let passages = try await passages(of: engine, ["the river"])
        try FileManager.default.removeItem(at: catalog.folders[0].appending(path: "tiny"))
        let result = try await #require(engine.reranker).rerank(passages, question: "river")
        #expect(result.passages.map(\.scores) == passages.map(\.scores))
        #expect(result.report.failure?.contains("tiny") == true)
    }

    @Test("A server scores; another engine on the same data may have another model, or the same")
    func server() async throws {
        let script: LoopbackServer.Script = { exchange in
            try await exchange.reply(#"[{"index":1,"score":0.25},{"index":0,"score":0.75}]"#)
        }
        try await LoopbackServer.run(script) { loopback in
            let plain = try engine()
            #expect(plain.reranker == nil)
            let remote = RerankingModel.Remote(url: loopback.url, model: nil, key: "sk-secret")
            #expect(!"\(remote)\(String(reflecting: remote))".contains("secret"))
            let engine = try plain.reranking(by: .server(remote))
            let passages = try await passages(of: engine, ["the river", "the bridge"])
            let result = try await #require(engine.reranker).rerank(passages, question: "river")
            #expect(result.passages.map(\.scores.rerank) == [0.75, 0.25])
            #expect(result.report.scorer == "127.0.0.1:\(loopback.port)")
            #expect(plain.reranking(as: engine).reranker != nil && engine.reranking(as: plain).reranker == nil)
        }
    }
}
