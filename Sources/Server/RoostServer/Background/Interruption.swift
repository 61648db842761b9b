import Glibc
import UnixSignals

/// Does something that SIGINT and SIGTERM cancel: it ends in its own way then, with what it throws. A second signal ends the
/// process at once, with the exit code that shells give for the signal.
package func cancelledBySignals<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
    // Neither outlives this function. In a group, the one that listens would be cancelled with the work.
    let task = Task { try await work() }
    let listener = Task {
        for await signal in signals {
            guard !task.isCancelled else { Glibc._exit(128 + signal.rawValue) }
            task.cancel()
        }
    }
    defer { listener.cancel() }
    return try await withTaskCancellationHandler {
        try await task.value
    } onCancel: {
        task.cancel()
    }
}
