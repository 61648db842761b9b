import Synchronization

/// Hands values from any number of senders to one receiver. A sender waits until its value was taken, so that nobody runs
/// ahead of a slow receiver.
final class Handoff<Value: Sendable>: Sendable {
    private struct Sender {
        var number: UInt64
        var value: Value
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var nextNumber: UInt64 = 0
        /// Oldest first.
        var senders: [Sender] = []
        var receiver: CheckedContinuation<Value?, any Error>?
        /// Set once there is nothing more to come.
        var end: Result<Value?, any Error>?
    }

    private let state = Mutex(State())

    /// Returns when the value was taken.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before, and when the handoff has ended.
    func send(_ value: Value) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                admit(Sender(number: number, value: value, continuation: continuation))
            }
        } onCancel: {
            withdraw(number)
        }
    }

    /// The next value; nil when there is none any more.
    ///
    /// - Throws: The error that the handoff ended with; `CancellationError` when the task is cancelled before.
    func next() async throws -> Value? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { receive(into: $0) }
        } onCancel: {
            let receiver = state.withLock { state in
                defer { state.receiver = nil }
                return state.receiver
            }
            receiver?.resume(throwing: CancellationError())
        }
    }

    /// Ends the handoff: who sends now is refused, who receives gets nothing more. Only the first call counts.
    ///
    /// - Parameter error: Why nothing more comes; nil when all has been sent.
    func finish(throwing error: (any Error)? = nil) {
        let end: Result<Value?, any Error> = error.map { .failure($0) } ?? .success(nil)
        let (senders, receiver) = state.withLock { state in
            guard state.end == nil else { return ([Sender](), nil as CheckedContinuation<Value?, any Error>?) }
            state.end = end
            defer {
                state.senders = []
                state.receiver = nil
            }
            return (state.senders, state.receiver)
        }
        for sender in senders { sender.continuation.resume(throwing: CancellationError()) }
        receiver?.resume(with: end)
    }

    private func admit(_ sender: Sender) {
        let (receiver, result) = state.withLock {
            state -> (CheckedContinuation<Value?, any Error>?, Result<Void, any Error>?) in
            if Task.isCancelled || state.end != nil { return (nil, .failure(CancellationError())) }
            guard let receiver = state.receiver else {
                state.senders.append(sender)
                return (nil, nil)
            }
            state.receiver = nil
            return (receiver, .success(()))
        }
        receiver?.resume(returning: sender.value)
        result.map { sender.continuation.resume(with: $0) }
    }

    private func withdraw(_ number: UInt64) {
        let sender = state.withLock { state -> Sender? in
            guard let index = state.senders.firstIndex(where: { $0.number == number }) else { return nil }
            return state.senders.remove(at: index)
        }
        sender?.continuation.resume(throwing: CancellationError())
    }

    private func receive(into receiver: CheckedContinuation<Value?, any Error>) {
        let (sender, end) = state.withLock { state -> (Sender?, Result<Value?, any Error>?) in
            if Task.isCancelled { return (nil, .failure(CancellationError())) }
            if !state.senders.isEmpty { return (state.senders.removeFirst(), nil) }
            if let end = state.end { return (nil, end) }
            state.receiver = receiver
            return (nil, nil)
        }
        if let sender {
            sender.continuation.resume()
            receiver.resume(returning: sender.value)
        }
        end.map { receiver.resume(with: $0) }
    }
}
