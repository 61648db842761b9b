import RetrievalEngine

extension RetrievalEngine {
    /// As ``run(_:)``, for work that must not be left undone only because many others wait: it is tried for ten seconds.
    func runPersistently<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        for _ in 0..<40 {
            do {
                return try await run(work)
            } catch let error as EngineError where error.code == .overloaded {
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        return try await run(work)
    }
}
