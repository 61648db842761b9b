import RetrievalEngine
import Synchronization

/// Lets the exchanges of one chat run one after the other, in the order in which they came, so that each sees what the one
/// before it added.
///
/// Each API has a queue of its own, so that chats of two APIs never meet, whatever they are called.
package final class ChatQueue: Sendable {
    /// Exchanges of one chat that may wait.
    private static let capacity = 64

    private struct Waiter {
        var number: UInt64
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        /// By chat: who waits, oldest first. A chat that is not in it has no exchange running.
        var waiting: [String: [Waiter]] = [:]
        var nextNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Runs `body` once no other exchange of the chat runs.
    ///
    /// - Throws: What `body` throws; `CancellationError` when the task is cancelled while it waits;
    ///   ``EngineError/Code/overloaded`` when 64 others wait already.
    package func run<Value>(_ chat: String, _ body: () async throws -> Value) async throws -> Value {
        try await enter(chat)
        defer { leave(chat) }
        return try await body()
    }

    /// Waits until no other exchange of the chat runs; who enters must leave.
    ///
    /// - Throws: As ``run(_:_:)`` while waiting; then nobody need leave.
    func enter(_ chat: String) async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                admit(Waiter(number: number, continuation: continuation), to: chat)
            }
        } onCancel: {
            withdraw(number, from: chat)
        }
    }

    private func admit(_ waiter: Waiter, to chat: String) {
        let result: Result<Void, any Error>? = state.withLock { state in
            if Task.isCancelled { return .failure(CancellationError()) }
            guard let waiting = state.waiting[chat] else {
                state.waiting[chat] = []
                return .success(())
            }
            guard waiting.count < Self.capacity else {
                return .failure(EngineError(.overloaded, "\(Self.capacity) messages to this chat are waiting already"))
            }
            state.waiting[chat]?.append(waiter)
            return nil
        }
        result.map { waiter.continuation.resume(with: $0) }
    }

    /// Resumes a waiter whose task was cancelled; nothing when it runs already, or does not wait yet.
    private func withdraw(_ number: UInt64, from chat: String) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiting[chat]?.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiting[chat]?.remove(at: index)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// Lets the next one in.
    func leave(_ chat: String) {
        let next = state.withLock { state -> Waiter? in
            guard state.waiting[chat]?.isEmpty == false else {
                state.waiting[chat] = nil
                return nil
            }
            return state.waiting[chat]?.removeFirst()
        }
        next?.continuation.resume()
    }
}
