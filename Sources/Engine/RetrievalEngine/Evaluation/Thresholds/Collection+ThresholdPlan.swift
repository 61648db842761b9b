extension Collection {
    /// Stores the documents of a plan's collection: nodes as they are, others as one passage each.
    func store(_ planned: ThresholdPlan.Collection, onProgress: EvaluationProgress) async throws {
        try await store(planned.documents, onProgress: onProgress) { [preparer = engine.preparer] document in
            guard document.isNode else {
                return try preparer.prepare(.init(id: document.id, title: document.title, text: document.text))
            }
            return try preparer.prepare([DocumentNode(text: document.text)], name: document.id, metadata: [:])
        }
    }
}
