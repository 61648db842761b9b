extension RetrievalEngine {
    /// As ``run(in:_:)``, for work that must not be left undone only because many others wait: it is begun anew for ten
    /// seconds.
    package func runPersistently<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let end = ContinuousClock.now + .seconds(10)
        while true {
            do {
                return try await run(work)
            } catch let error as EngineError where error.code == .overloaded && ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(250))
            }
        }
    }
}
