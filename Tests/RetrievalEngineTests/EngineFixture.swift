import Foundation
import RetrievalEngine
import TestSupport
import Testing

/// An engine on a fresh data folder, with the installed model.
struct EngineFixture {
    let folder: TemporaryDirectory
    let engine: RetrievalEngine

    init() throws {
        folder = try TemporaryDirectory()
        engine = try Self.engine(in: folder.url)
    }

    /// Another engine on the same data, as another process would open it.
    func secondEngine() throws -> RetrievalEngine {
        try Self.engine(in: folder.url)
    }

    private static func engine(in folder: URL) throws -> RetrievalEngine {
        let models = ModelCatalog(folder: Fixtures.modelFolder?.deletingLastPathComponent())
        return try RetrievalEngine(configuration: .init(dataFolder: folder, model: models.model()))
    }
}

extension Collection {
    /// Ingests a document of given nodes.
    @discardableResult
    func ingest(
        _ name: String,
        _ texts: String...,
        metadata: [String: JSONValue] = [:],
        policy: NamePolicy = .replace
    ) async throws -> IngestedDocument {
        let nodes = texts.map { DocumentNode(text: $0) }
        return try await ingest(
            DocumentSource(name: name, content: .nodes(nodes), metadata: metadata),
            policy: policy
        )
    }

    /// The texts of the passages for a question.
    func texts(for question: String, topK: Int = 10) async throws -> [String] {
        var options = RetrievalOptions()
        options.topK = topK
        options.topN = topK
        return try await passages(for: question, options: options).map(\.text)
    }
}
