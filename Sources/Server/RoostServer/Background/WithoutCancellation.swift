/// Does something to its end, also when the task that waits for it is cancelled: what has begun to be stored is not left
/// half-done because a client has gone.
func withoutCancellation<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    // A task of its own is not cancelled with the one that waits for it.
    try await Task { try await work() }.value
}
