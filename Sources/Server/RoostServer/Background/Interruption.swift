import Glibc
import NIOPosix
import Synchronization
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

/// As ``cancelledBySignals(_:)``, for work that blocks its thread: it gets one outside Swift's own, and a checkpoint that it
/// calls now and then, which throws once there was a signal.
///
/// - Throws: ``InterruptedError`` when the checkpoint ended the work; else what the work throws.
package func blockingUntilSignals<Value: Sendable>(
    _ work: @escaping @Sendable (_ checkpoint: @escaping @Sendable () throws -> Void) throws -> Value
) async throws -> Value {
    let hasEnded = SharedFlag()
    do {
        return try await cancelledBySignals {
            try await withTaskCancellationHandler {
                try await NIOThreadPool.singleton.runIfActive {
                    try work { if hasEnded.isSet { throw CancellationError() } }
                }
            } onCancel: {
                hasEnded.set()
            }
        }
    } catch is CancellationError {
        throw InterruptedError()
    }
}

/// Work was ended by a signal before it had changed anything.
package struct InterruptedError: Error, CustomStringConvertible {
    package var description: String { "ended by a signal; nothing was changed" }
}

private final class SharedFlag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
