import SentenceEncoder

extension ModelCatalog {
    /// The installed cross-encoder of that name.
    ///
    /// - Throws: ``EngineError/Code/modelUnavailable`` when there is none of that name, and when it is something else.
    public func reranker(named name: String) throws -> InstalledModel {
        let model = try model(named: name)
        do {
            if try CrossEncoder.isCrossEncoder(modelFolder: model.folder) { return model }
        } catch {
            throw EngineError(.modelUnavailable, "cannot read the model '\(name)': \(error)", cause: error)
        }
        throw EngineError(
            .modelUnavailable,
            "expected a cross-encoder, such as cross-encoder/ms-marco-MiniLM-L6-v2, found that '\(name)' is none"
        )
    }
}
