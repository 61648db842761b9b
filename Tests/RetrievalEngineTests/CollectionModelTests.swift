import Foundation
import RetrievalEngine
import TestSupport
import Testing

/// Two installed models: the default one, and the same files under another name.
@Suite("Collections of another model", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct CollectionModelTests {
    private let folder: TemporaryDirectory
    private let models: URL

    init() throws {
        folder = try TemporaryDirectory()
        models = folder.url.appending(path: "models")
        try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
        for name in [ModelCatalog.defaultModelName, "twin"] {
            try FileManager.default.createSymbolicLink(
                at: models.appending(path: name),
                withDestinationURL: #require(Fixtures.modelFolder)
            )
        }
    }

    private func engine(catalog: ModelCatalog? = nil, idleTime: Duration = .seconds(600)) throws -> RetrievalEngine {
        let installed = ModelCatalog(folder: models)
        var configuration = RetrievalEngine.Configuration(
            dataFolder: folder.url.appending(path: "data"),
            model: try installed.model()
        )
        configuration.catalog = catalog ?? installed
        configuration.modelIdleTime = idleTime
        return try RetrievalEngine(configuration: configuration)
    }

    @Test("A collection is made, filled and searched with its own model, beside one of the default model")
    func searchesWithItsOwnModel() async throws {
        let engine = try engine()
        #expect(engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName])
        let twin = try await engine.collection(named: "t", owner: .local, model: "twin")
        #expect(twin.modelName == "twin")
        #expect(engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName, "twin"])
        #expect(engine.loadedModels.allSatisfy { $0.byteCount > 1 << 20 })
        try await twin.ingest("a", "Green tea costs three pounds.", "The ferry leaves at nine.")
        #expect(try await twin.texts(for: "price of tea").first == "Green tea costs three pounds.")
        let reply = try await twin.answer("When does the ferry leave?")
        #expect(reply.text.contains("The ferry leaves at nine."))
        let other = try await engine.collection(named: "d", owner: .local, createIfMissing: true)
        #expect(other.modelName == ModelCatalog.defaultModelName)
        try await other.ingest("a", "Green tea costs three pounds.")
        // The default model embeds the question, and the collection's embeds it again.
        let question = try await engine.embed(question: "price of tea")
        let here = try await other.passages(nearest: question, count: 1, minimumSimilarity: 0)
        let there = try await twin.passages(nearest: question, count: 1, minimumSimilarity: 0)
        #expect(abs(here[0].scores.cosine - there[0].scores.cosine) < 1e-5)
    }

    @Test("A model that reads 32 tokens gets chunks that fit it")
    func readsFewTokens() async throws {
        let tiny = models.appending(path: "tiny")
        try FileManager.default.createSymbolicLink(at: tiny, withDestinationURL: Fixtures.url("models/bert"))
        let collection = try await engine().collection(named: "t", owner: .local, model: "tiny")
        let text = String(repeating: "The old stone bridge is of the river. ", count: 20)
        let document = try await collection.ingest(DocumentSource(name: "a", content: .text(text)), policy: .replace)
        #expect(document.tokenCount / document.chunkCount < 30)
        #expect(try await collection.texts(for: "the old stone bridge").count == min(10, document.chunkCount))
    }

    @Test("Another engine opens it with its model, loads that when it is needed, and frees it when it is idle")
    func opensWithItsModel() async throws {
        try await engine().collection(named: "t", owner: .local, model: "twin").ingest("a", "Owls hunt mice.")
        let engine = try engine(idleTime: .milliseconds(1))
        let collection = try await engine.collection(named: "t", owner: .local, createIfMissing: true)
        #expect(collection.modelName == "twin")
        #expect(engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName])
        #expect(try await collection.texts(for: "owls") == ["Owls hunt mice."])
        await until { engine.loadedModels.map(\.name) == [ModelCatalog.defaultModelName] }
        #expect(try await collection.texts(for: "mice") == ["Owls hunt mice."])
    }

    @Test("A model that is not installed is refused by name, also when the collection was made with it")
    func refusesMissingModels() async throws {
        let engine = try engine()
        for name in ["absent", "../models/twin", models.appending(path: "twin").path] {
            let error = await #expect(throws: EngineError.self) {
                try await engine.collection(named: "n", owner: .local, model: name)
            }
            #expect(error?.code == .modelUnavailable)
        }
        try await engine.collection(named: "t", owner: .local, model: "twin").ingest("a", "Owls hunt mice.")
        try FileManager.default.removeItem(at: models.appending(path: "twin"))
        let later = try self.engine()
        let error = await #expect(throws: EngineError.self) { try await later.collection(named: "t", owner: .local) }
        #expect(error?.code == .modelMismatch)
        #expect(error?.message.contains("twin") == true)
    }

    @Test("A collection of that name with another model is not opened as one of this model")
    func refusesTheOtherModel() async throws {
        let engine = try engine()
        let models = [ModelCatalog.defaultModelName, "twin"]
        for model in models {
            _ = try await engine.collection(named: model, owner: .local, model: model)
        }
        for (name, model) in zip(models, models.reversed()) {
            let error = await #expect(throws: EngineError.self) {
                try await engine.collection(named: name, owner: .local, model: model)
            }
            #expect(error?.code == .modelMismatch)
        }
    }
}
