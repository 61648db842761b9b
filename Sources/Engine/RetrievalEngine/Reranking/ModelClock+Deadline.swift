import LanguageModel

extension ModelClock {
    /// What some work brings, unless the deadline comes first: then it is cancelled, and not waited for.
    ///
    /// - Parameter deadline: Nil to wait as long as it takes.
    /// - Returns: Nil when the deadline came first; the work is not even begun when it has passed.
    /// - Throws: What `work` throws; `CancellationError` when the task is cancelled.
    func value<Value: Sendable>(
        before deadline: ContinuousClock.Instant?,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        guard let deadline else { return try await work() }
        let rest = now().duration(to: deadline)
        guard rest > .zero else { return nil }
        let (outcomes, outcome) = AsyncStream.makeStream(of: Result<Value, any Error>?.self)
        // Two tasks, and no group: a group would wait for work that does not stop when it is cancelled, such as the
        // loading of a model. Both are cancelled when this call ends, and then hold nothing but what they captured.
        let worker = Task {
            do {
                outcome.yield(.success(try await work()))
            } catch {
                outcome.yield(.failure(error))
            }
        }
        let alarm = Task { [sleep] in
            if (try? await sleep(rest)) != nil { outcome.yield(nil) }
        }
        defer {
            worker.cancel()
            alarm.cancel()
        }
        for await first in outcomes { return try first?.get() }
        // The stream ends without an outcome only when this task is cancelled.
        throw CancellationError()
    }
}
