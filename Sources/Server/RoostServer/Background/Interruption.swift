import UnixSignals

/// Does something that SIGINT and SIGTERM cancel: it ends in its own way then, with what it throws. A second signal changes
/// nothing.
package func cancelledBySignals<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            for await _ in signals { return nil }
            return nil
        }
        group.addTask { try await work() }
        defer { group.cancelAll() }
        while let value = try await group.next() {
            if let value { return value }
            group.cancelAll()
        }
        throw CancellationError()
    }
}
