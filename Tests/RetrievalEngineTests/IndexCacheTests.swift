import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Indexes in memory", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(5)))
struct IndexCacheTests {
    @Test("With room for no index, every collection is still searched whole, again and again")
    func evicts() async throws {
        let folder = try TemporaryDirectory()
        let models = ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent())
        var configuration = try RetrievalEngine.Configuration(dataFolder: folder.url, model: models.model())
        configuration.indexCacheByteCount = 0
        let engine = try RetrievalEngine(configuration: configuration)
        var collections: [Collection] = []
        for number in 1...4 {
            let collection = try await engine.collection(named: "c\(number)", owner: .local, createIfMissing: true)
            try await collection.ingest("a", "Lamp \(number) is lit.", "Lamp \(number) is out.")
            collections.append(collection)
        }
        for _ in 1...2 {
            for (index, collection) in collections.enumerated() {
                let found = try await collection.texts(for: "lamp")
                #expect(found.count == 2 && found.allSatisfy { $0.contains("Lamp \(index + 1)") })
            }
        }
    }
}
