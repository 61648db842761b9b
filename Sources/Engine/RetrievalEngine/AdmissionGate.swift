import Synchronization

/// Lets so many tasks at a time do something that costs memory; the others wait in the order in which they came.
package final class AdmissionGate: Sendable {
    private struct State {
        var freePlaceCount: Int
        var nextNumber: UInt64 = 0
        /// Oldest first.
        var waiting: [(number: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    }

    private let noun: String
    private let capacity: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - noun: What waits, in the plural, for who is refused.
    ///   - width: How many are let in at a time, at least 1.
    ///   - capacity: How many may wait; more are refused.
    package init(for noun: String, width: Int, capacity: Int = 256) {
        precondition(width >= 1, "a gate lets at least one in, got \(width)")
        self.noun = noun
        self.capacity = capacity
        state = Mutex(State(freePlaceCount: width))
    }

    /// How many wait.
    package var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Runs `work` once there is a place.
    ///
    /// - Throws: What `work` throws; ``EngineError/Code/overloaded`` when too many wait; `CancellationError` when the task is
    ///   cancelled while it waits.
    package func run<Value>(_ work: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result: Result<Void, any Error>? = state.withLock { state in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.freePlaceCount > 0 {
                        state.freePlaceCount -= 1
                        return .success(())
                    }
                    guard state.waiting.count < capacity else {
                        return .failure(
                            EngineError(.overloaded, "\(capacity) \(noun) wait already; try again later")
                        )
                    }
                    state.waiting.append((number, continuation))
                    return nil
                }
                result.map { continuation.resume(with: $0) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.freePlaceCount += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
