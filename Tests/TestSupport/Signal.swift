import Synchronization

/// Something that happens once, which any number of tasks can wait for.
package final class Signal<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var nextWaiter = 0
        var waiters: [Int: CheckedContinuation<Value, any Error>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// What it was fired with; nil before.
    package var value: Value? {
        state.withLock { $0.value }
    }

    package var isFired: Bool { value != nil }

    /// Lets all who wait go on. Only the first call counts.
    package func fire(_ value: Value) {
        let waiters = state.withLock { state in
            guard state.value == nil else { return [CheckedContinuation<Value, any Error>]() }
            state.value = value
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// Waits until it is fired.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before.
    @discardableResult
    package func wait() async throws -> Value {
        let number = newNumber()
        return try await withTaskCancellationHandler {
            try await wait(as: number) { Task.isCancelled }
        } onCancel: {
            cancel(number)
        }
    }

    /// Waits until it is fired, whether the task is cancelled or not.
    @discardableResult
    package func waitThroughCancellation() async throws -> Value {
        try await wait(as: newNumber()) { false }
    }

    private func newNumber() -> Int {
        state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
    }

    private func wait(as number: Int, isCancelled: () -> Bool) async throws -> Value {
        try await withCheckedThrowingContinuation { waiter in
            let value = state.withLock { state in
                if state.value == nil { state.waiters[number] = waiter }
                return state.value
            }
            if let value { waiter.resume(returning: value) }
            // Cancelled before the waiter stood in the list.
            if isCancelled() { cancel(number) }
        }
    }

    private func cancel(_ number: Int) {
        state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(throwing: CancellationError())
    }
}
