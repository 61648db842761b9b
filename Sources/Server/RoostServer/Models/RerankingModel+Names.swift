import Foundation
import RetrievalEngine

extension RerankingModel {
    /// The name by which the model is registered: the model's own, where its server is, or that of the built-in one.
    var modelName: String {
        switch self {
        case .builtIn: ModelRegistry.similarityReranker
        case .crossEncoder(let name): name
        case .server(let remote): remote.model ?? remote.url.host() ?? "server"
        }
    }

    /// The model of a name: this one, the built-in one, an installed cross-encoder, or another one of this one's server.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable``.
    func named(_ name: String, in catalog: ModelCatalog) throws -> RerankingModel {
        switch (name, self) {
        case (modelName, _): return self
        case (ModelRegistry.similarityReranker, _): return .builtIn
        case (_, .server(var remote)) where (try? catalog.model(named: name)) == nil:
            remote.model = name
            return .server(remote)
        default: return .crossEncoder(try catalog.reranker(named: name).name)
        }
    }
}
